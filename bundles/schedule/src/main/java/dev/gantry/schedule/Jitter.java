package dev.gantry.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * How much a fire is put off: even over the whole span, and always the same for one schedule and
 * fire time. Immutable.
 *
 * @param seed of the schedule
 * @param span in ms; 0 for none
 */
record Jitter(long seed, long span) {

    static Jitter of(String schedule, Duration span) {
        long seed = 0xcbf29ce484222325L;
        for (int i = 0; i < schedule.length(); i++) {
            seed = (seed ^ schedule.charAt(i)) * 0x100000001b3L;
        }
        return new Jitter(seed, span.toMillis());
    }

    /** When a fire time is served. */
    Instant due(Instant nominal) {
        if (span == 0) {
            return nominal;
        }
        long mixed = seed + nominal.toEpochMilli() * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return nominal.plusMillis(Long.remainderUnsigned(mixed, span + 1));
    }
}
