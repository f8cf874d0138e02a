package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.resilience.Targets;

import java.time.InstantSource;

/** Makes what attempts are handed. Thread-safe. */
final class Contexts {
    private final Stores stores;
    private final RunLogs logs;
    private final Children children;
    private final InstantSource clock;
    private volatile Targets targets;

    Contexts(Stores stores, RunLogs logs, Children children, InstantSource clock) {
        this.stores = stores;
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

    /** Where parameters and results are that are large. */
    PayloadFiles payloads() {
        return stores.payloads();
    }

    AttemptContext of(RunningAttempt attempt, Lease lease) {
        return new AttemptContext(
                attempt,
                new Heartbeats(attempt, lease, stores.runs(), clock),
                lease,
                clock,
                new AttemptLog(attempt, logs),
                children,
                targets);
    }
}
