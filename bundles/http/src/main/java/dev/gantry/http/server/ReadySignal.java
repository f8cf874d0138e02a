package dev.gantry.http.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Holds something open while a condition holds. Conditions change without an event, so they are
 * asked: often until they hold, then once a second.
 */
final class ReadySignal implements AutoCloseable {
    private static final long UNTIL_READY_MILLIS = 20;
    private static final long WHILE_READY_MILLIS = 1000;

    private final BooleanSupplier holds;
    private final Supplier<Runnable> open;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param open opens, and gives what closes
     */
    ReadySignal(BooleanSupplier holds, Supplier<Runnable> open) {
        this.holds = holds;
        this.open = open;
        this.thread = Thread.ofVirtual().name("http-ready").start(this::watch);
    }

    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        thread.join();
    }

    private void watch() {
        Runnable close = null;
        try {
            do {
                boolean now = holds.getAsBoolean();
                if (now && close == null) {
                    close = open.get();
                } else if (!now && close != null) {
                    close.run();
                    close = null;
                }
            } while (!closed.await(
                    close == null ? UNTIL_READY_MILLIS : WHILE_READY_MILLIS,
                    TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (close != null) {
                close.run();
            }
        }
    }
}
