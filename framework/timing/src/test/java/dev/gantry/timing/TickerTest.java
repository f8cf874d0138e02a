package dev.gantry.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class TickerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void waitsUntilTheNextTimeButNeverLong() {
        assertEquals(Duration.ofMillis(300), Ticker.wait(Optional.of(NOW.plusMillis(300)), NOW));
        assertEquals(Duration.ofSeconds(1), Ticker.wait(Optional.of(NOW.plusSeconds(60)), NOW));
        assertEquals(Duration.ofSeconds(1), Ticker.wait(Optional.empty(), NOW));
        assertFalse(Ticker.wait(Optional.of(NOW.minusSeconds(9)), NOW).isPositive());
    }

    @Test
    void aWakeIsNeverLostAndCloseEndsIt() throws InterruptedException {
        Semaphore ticks = new Semaphore(0);
        Ticker ticker =
                new Ticker(
                        "test",
                        InstantSource.fixed(NOW),
                        () -> {
                            ticks.release();
                            return Optional.empty();
                        });
        ticker.start();
        for (int i = 0; i < 100; i++) {
            assertTrue(ticks.tryAcquire(10, TimeUnit.SECONDS));
            ticker.wake();
        }
        assertTrue(ticker.alive());
        ticker.close();
        assertFalse(ticker.alive());
        int after = ticks.drainPermits();
        ticker.wake();
        assertEquals(0, ticks.availablePermits(), "ticked after close, " + after + " before");
    }

    @Test
    void goesOnAfterATickThatThrows() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Semaphore ticks = new Semaphore(0);
        try (Ticker ticker =
                new Ticker(
                        "test",
                        InstantSource.fixed(NOW),
                        () -> {
                            ticks.release();
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("broken once");
                            }
                            return Optional.empty();
                        })) {
            ticker.start();
            assertTrue(ticks.tryAcquire(10, TimeUnit.SECONDS));
            ticker.wake();
            assertTrue(ticks.tryAcquire(10, TimeUnit.SECONDS));
        }
    }
}
