package dev.gantry.detection;

import java.time.Duration;
import java.time.Instant;

/**
 * When a check is inspected: at {@code phase + n * interval} since 1970. The phase is made of the
 * id alone, so that checks are spread over their interval, a late inspection moves none that
 * follow, and a restart changes nothing. Pure; times are whole milliseconds.
 *
 * @param interval in ms
 * @param phase from 0 to less than the interval, in ms
 * @param delay after a start or when many are made at once, from 0 to less than the interval and
 *     ten seconds, in ms
 */
record Rhythm(long interval, long phase, long delay) {

    private static final long SPREAD = Duration.ofSeconds(10).toMillis();
    private static final long MIX = 0x9E3779B97F4A7C15L;

    static Rhythm of(String id, Duration interval) {
        long millis = interval.toMillis();
        long hash = (id.hashCode() * MIX) >>> 1;
        hash = (hash ^ hash >>> 29) * MIX >>> 1;
        return new Rhythm(millis, hash % millis, hash % Math.min(millis, SPREAD));
    }

    /** The first time after {@code after}. */
    Instant next(Instant after) {
        long n = Math.floorDiv(after.toEpochMilli() - phase, interval) + 1;
        return Instant.ofEpochMilli(phase + n * interval);
    }

    /**
     * The first time after an inspection that was due at {@code due}: one that was due at another
     * time than the rhythm's is not followed by the next one within half an interval.
     */
    Instant after(Instant due, Instant now) {
        boolean on = Math.floorMod(due.toEpochMilli() - phase, interval) == 0;
        return next(on ? now : now.plusMillis(interval / 2));
    }

    /** The first time of one that is made together with others: soon, but not at once with them. */
    Instant soon(Instant now) {
        return now.plusMillis(delay);
    }

    /**
     * The first time after a start of Gantry: soon, spread by the delay, if a time was missed.
     *
     * @param last when the check was judged last, or {@code null}
     */
    Instant resume(Instant now, Instant last) {
        Instant next = next(now);
        boolean missed = last == null || last.isBefore(next.minusMillis(interval));
        Instant soon = soon(now);
        return missed && soon.isBefore(next) ? soon : next;
    }
}
