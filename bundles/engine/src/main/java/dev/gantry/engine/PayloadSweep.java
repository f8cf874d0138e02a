package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Removes, once an hour, the files of parameters whose run was never stored: a crash came between,
 * or its key had been used before. Thread-safe.
 */
final class PayloadSweep {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadSweep.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final Stores stores;
    private final InstantSource clock;
    private volatile long next;
    private volatile long from;

    PayloadSweep(Stores stores, InstantSource clock, long newest) {
        this.stores = stores;
        this.clock = clock;
        this.next = clock.millis() + EVERY.toMillis();
        this.from = RunIds.first(RunIds.createdAt(newest).minus(EVERY));
    }

    /** Begins a pass on a thread of its own if it is time. */
    void tick(long now) {
        if (now >= next) {
            next = now + EVERY.toMillis();
            Thread.ofVirtual().name("engine-payloads").start(this::pass);
        }
    }

    void pass() {
        Instant settled = clock.instant().minus(EVERY);
        try {
            stores.payloads().sweep(from, settled, run -> stores.runs().find(run).isPresent());
            from = RunIds.first(settled.minus(EVERY));
        } catch (GantryException e) {
            LOG.warn("Payloads without a run could not be removed: {}", e.getMessage());
        }
    }
}
