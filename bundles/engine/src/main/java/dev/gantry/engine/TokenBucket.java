package dev.gantry.engine;

/**
 * So many in a time on average, and so many at once. It is kept as the time when the bucket is full
 * again; where that is later than it can be, the clock was put back, and the bucket is empty now.
 * Thread-safe.
 */
final class TokenBucket {

    /** Callers have looked at the clock at different times. */
    private static final long APART_MS = 1000;

    private double fullAt;

    /**
     * Takes a token.
     *
     * @param rate tokens per second
     * @param most how many it holds
     * @return 0 if there was one; otherwise in how many ms there will be
     */
    synchronized long take(long nowMs, double rate, int most) {
        long wait = wait(nowMs, rate, most);
        if (wait == 0) {
            fullAt = Math.max(fullAt, nowMs) + 1000 / rate;
        }
        return wait;
    }

    /** Gives back a token that was taken for nothing. */
    synchronized void give(double rate) {
        fullAt -= 1000 / rate;
    }

    /** As {@link #take}, and takes none. */
    synchronized long wait(long nowMs, double rate, int most) {
        double each = 1000 / rate;
        if (fullAt > nowMs + most * each + APART_MS) {
            fullAt = nowMs + most * each;
        }
        double wait = Math.max(fullAt, nowMs) + each - nowMs - most * each;
        return wait > 1e-6 ? Math.max(1, (long) Math.ceil(wait)) : 0;
    }
}
