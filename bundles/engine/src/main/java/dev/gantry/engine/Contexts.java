package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.trace.SpanSink;

import java.time.InstantSource;

/** Makes what attempts are handed. Thread-safe. */
final class Contexts {
    private final Stores stores;
    private final RunLogs logs;
    private final Children children;
    private final InstantSource clock;
    private volatile Targets targets;
    private volatile SpanSink spans = SpanSink.NONE;

    Contexts(Stores stores, RunLogs logs, Children children, InstantSource clock) {
        this.stores = stores;
        this.logs = logs;
        this.children = children;
        this.clock = clock;
    }

    /** From here on, what tasks call outside, and where the spans go that they open. */
    void outside(Targets known, SpanSink sink) {
        targets = known;
        spans = sink;
    }

    RunLogs logs() {
        return logs;
    }

    /** Where parameters and results are that are large. */
    PayloadFiles payloads() {
        return stores.payloads();
    }

    AttemptContext of(RunningAttempt attempt, Lease lease) {
        attempt.spans(new AttemptSpans(attempt, clock, spans));
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
