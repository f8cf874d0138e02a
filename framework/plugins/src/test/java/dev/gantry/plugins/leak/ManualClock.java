package dev.gantry.plugins.leak;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when told. */
final class ManualClock implements InstantSource {
    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());

    void advance(Duration by) {
        now.addAndGet(by.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now.get());
    }
}
