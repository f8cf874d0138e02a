package dev.gantry.plugins.canary;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Makes canaries, and events of attempts. */
final class Attempts {
    static final Instant START = Instant.parse("2026-03-01T14:00:00Z");
    static final RevisionRef OLD = new RevisionRef("acme.tools", "1.2.0", "ab".repeat(32));
    static final RevisionRef NEW = new RevisionRef("acme.tools", "1.3.0", "cd".repeat(32));

    private Attempts() {}

    static Canary canary(int minimum, Integer... steps) {
        return new Canary(
                NEW,
                OLD,
                new CanarySpec(List.of(steps), null, Map.of(), Duration.ofMinutes(5), minimum));
    }

    static Event.AttemptFinished succeeded(RevisionRef plugin, Duration took) {
        return attempt(plugin, "acme.greet", 1, Attempt.State.SUCCEEDED, null, START, took);
    }

    static Event.AttemptFinished failed(RevisionRef plugin) {
        return failed(plugin, "acme.greet");
    }

    static Event.AttemptFinished failed(RevisionRef plugin, String task) {
        return attempt(
                plugin,
                task,
                1,
                Attempt.State.FAILED,
                "java.io.IOException",
                START,
                Duration.ofMillis(5));
    }

    static Event.AttemptFinished attempt(
            RevisionRef plugin,
            String task,
            int number,
            Attempt.State state,
            String error,
            Instant startedAt,
            Duration took) {
        return new Event.AttemptFinished(
                startedAt.plus(took),
                "run",
                task,
                plugin,
                number,
                state,
                error,
                startedAt,
                List.of(),
                null,
                null,
                null,
                "default");
    }
}
