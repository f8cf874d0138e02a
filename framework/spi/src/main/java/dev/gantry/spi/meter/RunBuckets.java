package dev.gantry.spi.meter;

import java.time.Duration;
import java.util.List;

/**
 * The upper bounds of the buckets that times of runs are counted in, ascending. Nobody who reads
 * the metrics can tell how many runs were within any other time, so these are the times that
 * objectives can be about.
 */
public final class RunBuckets {

    /** From the start of a run's first attempt to its end, or of an attempt to its end. */
    public static final List<Duration> DURATION =
            List.of(
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(25),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(2500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(6));

    /** From a run's creation to the start of its first attempt, or until another attempt. */
    public static final List<Duration> WAIT =
            List.of(
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    Duration.ofMillis(25),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1));

    private RunBuckets() {}
}
