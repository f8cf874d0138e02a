package dev.gantry.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that only wait: streams, and those that wait for a run. Thread-safe.
 *
 * <p>A client that does not read is not buffered for: its thread blocks in a write until the
 * connection's idle timeout ends it.
 */
public final class LiveCalls {
    private static final int LIMIT = 1000;

    private final Map<Waiting, Thread> waiting = new HashMap<>();
    private boolean closed;

    /**
     * Enters the current thread.
     *
     * @return close it in any case, on the same thread
     * @throws RefusedException 503 if this stops, 429 if there are too many
     */
    Waiting enter() {
        synchronized (waiting) {
            if (closed) {
                throw new RefusedException(Problem.unavailable("Gantry stops; try again later."));
            }
            if (waiting.size() >= LIMIT) {
                throw new RefusedException(
                        Problem.of(
                                        429,
                                        "overloaded",
                                        LIMIT + " requests wait already; close some streams.")
                                .worthRetrying());
            }
            Waiting entry = new Waiting();
            waiting.put(entry, Thread.currentThread());
            return entry;
        }
    }

    /** How many there are. */
    int size() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Ends all, and refuses new ones. */
    void close() {
        synchronized (waiting) {
            closed = true;
            List<Thread> threads = new ArrayList<>(waiting.values());
            threads.forEach(Thread::interrupt);
        }
    }

    /** One may not wait. */
    public static final class RefusedException extends ProblemException {
        private static final long serialVersionUID = 1L;

        RefusedException(Problem problem) {
            super(problem);
        }
    }

    /** A thread's stay. */
    public final class Waiting implements AutoCloseable {
        private Waiting() {}

        @Override
        public void close() {
            synchronized (waiting) {
                waiting.remove(this);
                if (closed) {
                    Thread.interrupted();
                }
            }
        }
    }
}
