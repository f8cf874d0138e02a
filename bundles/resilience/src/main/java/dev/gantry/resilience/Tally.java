package dev.gantry.resilience;

import dev.gantry.spi.meter.Meters;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what is called and what is not let through. Thread-safe. */
final class Tally {
    private final Meters meters;
    private final String target;
    private final AtomicLong rejected = new AtomicLong();

    Tally(Meters meters, String target) {
        this.meters = meters;
        this.target = target;
    }

    /**
     * @param nanos how long it took
     */
    void called(String result, long nanos) {
        meters.timer(
                        "gantry_target_call_seconds",
                        "How long calls of targets took",
                        "target",
                        target)
                .record(nanos);
        meters.counter(
                        "gantry_target_calls_total",
                        "Calls of targets that are over",
                        "target",
                        target,
                        "result",
                        result)
                .increment();
    }

    void rejected(String reason) {
        rejected.incrementAndGet();
        meters.counter(
                        "gantry_target_rejections_total",
                        "Calls that were not let through to their target",
                        "target",
                        target,
                        "reason",
                        reason)
                .increment();
    }

    long rejected() {
        return rejected.get();
    }
}
