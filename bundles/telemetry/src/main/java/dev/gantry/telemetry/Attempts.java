package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.RunBuckets;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;

import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Attempts by plugin version, until the version is gone for a while. Thread-safe. */
final class Attempts {
    private static final String COUNT = "gantry_attempts_total";
    private static final String TIME = "gantry_attempt_duration_seconds";
    private static final RevisionRef NONE = new RevisionRef("", "", "");

    private final Meters meters;
    private final Meters.Timer backoff;
    private final Known<RevisionRef, OfVersion> versions;
    private final Known<String, Meters.Counter> retries;

    Attempts(Meters meters) {
        this.meters = meters;
        this.backoff =
                meters.timer(
                        "gantry_retry_wait_seconds",
                        "From the end of an attempt to the time of the next one",
                        RunBuckets.WAIT);
        this.versions = new Known<>(OfVersion::new);
        this.retries =
                new Known<>(
                        task ->
                                meters.counter(
                                        "gantry_retries_total",
                                        "Attempts after which another one follows",
                                        "task",
                                        task));
    }

    void on(Event.AttemptFinished attempt) {
        OfVersion version = version(attempt);
        version.time.record(took(attempt));
        version.tasks.of(attempt.task()).counter(attempt.state()).increment();
        if (attempt.retryAt() != null) {
            retries.of(attempt.task()).increment();
            backoff.record(attempt.at().until(attempt.retryAt(), ChronoUnit.NANOS));
        }
    }

    /** Names the trace of one that was counted. */
    void exemplar(Event.AttemptFinished attempt, String traceId) {
        OfVersion version = version(attempt);
        version.time.exemplar(took(attempt), traceId);
        if (attempt.state() != Attempt.State.SUCCEEDED) {
            version.tasks.of(attempt.task()).counter(attempt.state()).exemplar(traceId);
        }
        if (attempt.retryAt() != null) {
            retries.of(attempt.task()).exemplar(traceId);
        }
    }

    private OfVersion version(Event.AttemptFinished attempt) {
        return versions.of(attempt.plugin() == null ? NONE : attempt.plugin());
    }

    private static long took(Event.AttemptFinished attempt) {
        return attempt.startedAt().until(attempt.at(), ChronoUnit.NANOS);
    }

    void forget(String plugin, String version) {
        versions.forget(ref -> ref.plugin().equals(plugin) && ref.version().equals(version));
        meters.forget(COUNT, "plugin", plugin, "version", version);
        meters.forget(TIME, "plugin", plugin, "version", version);
    }

    private final class OfVersion {
        private final Meters.Timer time;
        private final Known<String, OfTask> tasks;

        OfVersion(RevisionRef ref) {
            time =
                    meters.timer(
                            TIME,
                            "How long attempts took",
                            RunBuckets.DURATION,
                            "plugin",
                            ref.plugin(),
                            "version",
                            ref.version());
            tasks = new Known<>(task -> new OfTask(ref, task));
        }
    }

    private final class OfTask {
        private final RevisionRef ref;
        private final String task;
        private final Meters.Counter[] states = new Meters.Counter[Attempt.State.values().length];

        OfTask(RevisionRef ref, String task) {
            this.ref = ref;
            this.task = task;
        }

        Meters.Counter counter(Attempt.State state) {
            Meters.Counter counter = states[state.ordinal()];
            if (counter == null) {
                counter =
                        meters.counter(
                                COUNT,
                                "Attempts that are over",
                                "task",
                                task,
                                "plugin",
                                ref.plugin(),
                                "version",
                                ref.version(),
                                "result",
                                state.name().toLowerCase(Locale.ROOT));
                states[state.ordinal()] = counter;
            }
            return counter;
        }
    }
}
