package dev.gantry.store;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells callers that their writes are committed, group by group. A large group is told of on a
 * thread of its own while the next one is written; a small one, or one that nothing follows, at
 * once. {@link #settle} and {@link #close} are for one thread.
 */
final class Settler {
    private static final int LARGE = 48;
    private static final int AHEAD = 2;
    private static final List<Pending<?>> END = List.of();

    private final BlockingQueue<List<Pending<?>>> groups = new ArrayBlockingQueue<>(AHEAD);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread = Thread.ofPlatform().name("store-settler").unstarted(this::work);

    void start() {
        thread.start();
    }

    /**
     * @param last whether nothing waits to be written meanwhile
     */
    void settle(List<Pending<?>> group, boolean last) {
        if (waiting.get() == 0 && (last || group.size() < LARGE)) {
            group.forEach(Pending::settle);
        } else {
            waiting.incrementAndGet();
            put(List.copyOf(group));
        }
    }

    private void work() {
        while (true) {
            List<Pending<?>> group = take();
            if (group == END) {
                return;
            }
            try {
                group.forEach(Pending::settle);
            } finally {
                waiting.decrementAndGet();
            }
        }
    }

    private List<Pending<?>> take() {
        while (true) {
            try {
                return groups.take();
            } catch (InterruptedException e) {
                // nobody but close ends it, so that no caller is left waiting
            }
        }
    }

    private void put(List<Pending<?>> group) {
        boolean interrupted = false;
        while (true) {
            try {
                groups.put(group);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that was committed is told of. */
    void close() {
        put(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
