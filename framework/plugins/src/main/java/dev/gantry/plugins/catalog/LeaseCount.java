package dev.gantry.plugins.catalog;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the leases of one revision. While it drains, only work that started on it gets a lease;
 * once closed, nobody does. Lock-free.
 */
final class LeaseCount {
    private static final int CLOSED = 1 << 31;
    private static final int DRAINING = 1 << 30;
    private static final int COUNT = DRAINING - 1;

    private final AtomicInteger state = new AtomicInteger();
    private volatile Runnable idle = () -> {};

    /** Takes a lease for new work; {@code false} if it drains or is closed. */
    boolean acquire() {
        return acquire(DRAINING | CLOSED);
    }

    /** Takes a lease for work that started here; {@code false} if it is closed. */
    boolean acquireAgain() {
        return acquire(CLOSED);
    }

    private boolean acquire(int unless) {
        int now = state.get();
        while ((now & unless) == 0) {
            if (state.compareAndSet(now, now + 1)) {
                return true;
            }
            now = state.get();
        }
        return false;
    }

    void release() {
        int now = state.decrementAndGet();
        if ((now & COUNT) == 0 && (now & DRAINING) != 0) {
            idle.run();
        }
    }

    /**
     * Gives no lease to new work any more.
     *
     * @param whenIdle told each time that no lease is open; must be quick
     */
    void drain(Runnable whenIdle) {
        idle = whenIdle;
        int before = state.getAndUpdate(n -> n | DRAINING);
        if ((before & COUNT) == 0) {
            whenIdle.run();
        }
    }

    /** Takes new work again; {@code false} if it is closed. */
    boolean undrain() {
        return (state.updateAndGet(n -> (n & CLOSED) == 0 ? n & ~DRAINING : n) & CLOSED) == 0;
    }

    /** Gives no lease to anybody any more; {@code false}, and nothing happens, if one is open. */
    boolean closeIfIdle() {
        return state.compareAndSet(DRAINING, DRAINING | CLOSED);
    }

    /** Gives no lease to anybody any more, whatever is open. */
    void close() {
        state.getAndUpdate(n -> n | DRAINING | CLOSED);
    }

    int open() {
        return state.get() & COUNT;
    }
}
