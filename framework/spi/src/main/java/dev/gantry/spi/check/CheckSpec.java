package dev.gantry.spi.check;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What a person says of a check.
 *
 * @param detector detector type
 * @param config configuration as a JSON object
 * @param interval at least one second
 * @param timeout limit of one inspection
 * @param paused whether it does not run
 */
public record CheckSpec(
        String detector,
        String config,
        Duration interval,
        Duration timeout,
        Map<String, String> labels,
        boolean paused) {

    /** Takes copies, checks the limits. */
    public CheckSpec {
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(config, "config");
        labels = Map.copyOf(labels);
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("an interval is at least PT1S, not " + interval);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is positive, not " + timeout);
        }
    }
}
