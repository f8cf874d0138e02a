package dev.gantry.slo;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Objectives and events for tests. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private Samples() {}

    static Objective availability(String percent, long minimum) {
        return objective("mail-up", "mail.send", SloKind.AVAILABILITY, null, percent, minimum);
    }

    static Objective objective(
            String id,
            String task,
            SloKind kind,
            Duration threshold,
            String percent,
            long minimum) {
        return new Objective(
                id,
                task,
                kind,
                threshold,
                new BigDecimal(percent),
                Duration.ofDays(30),
                minimum,
                "conf/slos/mail.yaml");
    }

    static Event.RunChanged finished(String task, RunResult result, Duration took) {
        return run(task, RunState.FINISHED, result, Duration.ZERO, took);
    }

    static Event.RunChanged started(String task, Duration waited) {
        return run(task, RunState.RUNNING, null, waited, Duration.ZERO);
    }

    /**
     * @param took {@code null} if it never started
     */
    private static Event.RunChanged run(
            String task, RunState state, RunResult result, Duration waited, Duration took) {
        Instant started = took == null ? null : NOW.plus(waited);
        return new Event.RunChanged(
                took == null ? NOW : started.plus(took),
                "run1",
                task,
                null,
                state,
                result,
                null,
                1,
                "default",
                SlaClass.SILVER,
                "0af7651916cd43dd8448eb211c80319c",
                NOW,
                started);
    }
}
