package dev.gantry.engine;

import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.store.RunStore;

import java.time.InstantSource;

/** Makes what attempts are handed. Thread-safe. */
final class Contexts {
    private final RunStore store;
    private final RunLogs logs;
    private final Children children;
    private final InstantSource clock;
    private volatile Targets targets;

    Contexts(RunStore store, RunLogs logs, Children children, InstantSource clock) {
        this.store = store;
        this.logs = logs;
        this.children = children;
        this.clock = clock;
    }

    /** From here on, what tasks call outside. */
    void targets(Targets known) {
        targets = known;
    }

    RunLogs logs() {
        return logs;
    }

    AttemptContext of(RunningAttempt attempt, Lease lease) {
        return new AttemptContext(
                attempt,
                new Heartbeats(attempt, lease, store, clock),
                lease,
                clock,
                new AttemptLog(attempt, logs),
                children,
                targets);
    }
}
