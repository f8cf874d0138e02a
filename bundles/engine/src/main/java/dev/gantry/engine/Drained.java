package dev.gantry.engine;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** How fast runs end, as the last minute or so shows. Thread-safe. */
final class Drained {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final double WEIGHT = 0.1;

    private final LongAdder ended = new LongAdder();
    private long seen;
    private volatile double perSecond;

    void one() {
        ended.increment();
    }

    /** A second is over. For one thread. */
    void second() {
        long now = ended.sum();
        perSecond += WEIGHT * (now - seen - perSecond);
        seen = now;
    }

    /** In what time one more will have ended, at least a second. */
    Duration untilOne() {
        double seconds = 1 / perSecond;
        return seconds >= LONGEST.toSeconds()
                ? LONGEST
                : Duration.ofSeconds(Math.max(1, (long) Math.ceil(seconds)));
    }
}
