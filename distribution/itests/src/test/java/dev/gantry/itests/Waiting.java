package dev.gantry.itests;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Waits for something that another process does, by looking again and again; the one place where a
 * test sleeps.
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

    /**
     * Lets time go by where that itself is what a test needs: to kill at a moment, to keep a pace,
     * or to see that nothing happens. Not for a condition: {@link #until} is.
     *
     * @param why what the time is for; the failure of a test that is interrupted says it
     */
    static void pass(Duration time, String why) throws InterruptedException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            InterruptedException told = new InterruptedException("interrupted: " + why);
            told.initCause(e);
            throw told;
        }
    }
}
