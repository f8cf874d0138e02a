package dev.gantry.statistics;

import java.time.Duration;
import java.util.List;

/**
 * Buckets of one length and how long they are kept.
 *
 * @param minutes how long a bucket is
 */
record Level(int minutes, Duration kept) {
    /** The finest first. Each is made of whole ones of the one before. */
    static final List<Level> ALL =
            List.of(
                    new Level(1, Duration.ofHours(26)),
                    new Level(10, Duration.ofDays(8)),
                    new Level(60, Duration.ofDays(35)));

    static final Level FINEST = ALL.getFirst();

    /** The coarsest whose buckets make steps of this length. */
    static Level of(Duration step) {
        long minutes = step.toMinutes();
        return ALL.reversed().stream()
                .filter(level -> minutes % level.minutes == 0)
                .findFirst()
                .orElse(FINEST);
    }

    /** The start of the bucket that a minute is in, in minutes since 1970. */
    long start(long minute) {
        return minute - Math.floorMod(minute, minutes);
    }
}
