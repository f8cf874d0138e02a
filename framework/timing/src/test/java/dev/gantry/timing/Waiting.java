package dev.gantry.timing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits in a test for what another thread does, by looking again and again: the one place where a
 * unit test does so.
 */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BETWEEN_LOOKS_NS = 200_000;

    private Waiting() {}

    /** A look at what is waited for. */
    public interface Look<T, X extends Exception> {
        T look() throws X;
    }

    /**
     * Returns when a condition holds.
     *
     * @throws AssertionError if it does not within 20 seconds
     */
    public static <X extends Exception> void until(Look<Boolean, X> condition) throws X {
        until(PATIENCE, condition, () -> "it did not come true");
    }

    /**
     * Returns when a condition holds.
     *
     * @param otherwise what the failure says of the state of things then
     * @throws AssertionError if it does not hold in that time
     */
    public static <X extends Exception> void until(
            Duration patience, Look<Boolean, X> condition, Look<?, X> otherwise) throws X {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.look()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(otherwise.look());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
        }
    }
}
