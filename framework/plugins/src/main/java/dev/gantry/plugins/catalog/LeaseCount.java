package dev.gantry.plugins.catalog;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the leases of one revision, and ends: once draining, no lease is given any more, and the
 * future completes when the last one is back. Lock-free.
 */
final class LeaseCount {
    private static final int DRAINING = 1 << 31;

    private final AtomicInteger state = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    /** Takes a lease; {@code false} if the revision is draining. */
    boolean acquire() {
        int now = state.get();
        while (now >= 0) {
            if (state.compareAndSet(now, now + 1)) {
                return true;
            }
            now = state.get();
        }
        return false;
    }

    void release() {
        if (state.decrementAndGet() == DRAINING) {
            drained.complete(null);
        }
    }

    CompletableFuture<Void> drain() {
        int now = state.getAndUpdate(n -> n | DRAINING);
        if ((now & ~DRAINING) == 0) {
            drained.complete(null);
        }
        return drained;
    }

    int open() {
        return state.get() & ~DRAINING;
    }
}
