package dev.gantry.detection;

import java.time.Duration;
import java.time.Instant;

/**
 * When a check is inspected: at {@code made + offset + n * interval}, n from 1. A late inspection
 * moves none that follow, and checks made together do not start together. On a clock that shows a
 * time before the check was made, the same grid holds. Pure; times are whole milliseconds.
 *
 * @param anchor when the check was made plus its offset, in ms since 1970
 * @param interval in ms
 * @param offset of this check, from 0 to less than the interval and ten seconds, in ms
 */
record Rhythm(long anchor, long interval, long offset) {

    private static final long SPREAD = Duration.ofSeconds(10).toMillis();
    private static final long MIX = 0x9E3779B97F4A7C15L;

    static Rhythm of(String id, Instant made, Duration interval) {
        long millis = interval.toMillis();
        long offset = Math.floorMod((id.hashCode() * MIX) >>> 20, Math.min(millis, SPREAD));
        return new Rhythm(made.toEpochMilli() + offset, millis, offset);
    }

    /** The first time after {@code after}. */
    Instant next(Instant after) {
        long since = after.toEpochMilli() - anchor;
        long n = Math.floorDiv(since, interval) + 1;
        boolean beforeMade = since < -offset;
        return Instant.ofEpochMilli(anchor + (beforeMade ? n : Math.max(n, 1)) * interval);
    }

    /**
     * The first time after a start of Gantry: soon, spread by the offset, if a time was missed.
     *
     * @param last when the check was judged last, or {@code null}
     */
    Instant resume(Instant now, Instant last) {
        Instant next = next(now);
        boolean missed = last == null || last.isBefore(next.minusMillis(interval));
        Instant soon = now.plusMillis(offset);
        return missed && soon.isBefore(next) ? soon : next;
    }
}
