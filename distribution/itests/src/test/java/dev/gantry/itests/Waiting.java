package dev.gantry.itests;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Waits for something that another process does, by looking again and again: the one place where a
 * test sleeps for a condition.
 */
final class Waiting {
    private static final long BETWEEN_LOOKS_MS = 25;

    private Waiting() {}

    interface Look<T> {
        T look() throws Exception;
    }

    /**
     * Repeats a look until it shows what is waited for; what that was.
     *
     * @throws TimeoutException with what was seen last
     */
    static <T> T until(String what, Duration patience, Look<T> look, Predicate<T> good)
            throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            T seen = look.look();
            if (good.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("waited for " + what + ", saw " + seen);
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
        }
    }
}
