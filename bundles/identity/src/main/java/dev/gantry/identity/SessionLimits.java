package dev.gantry.identity;

import dev.gantry.spi.config.Settings;

import java.time.Duration;

/**
 * How long a session lasts.
 *
 * @param idle from its last use
 * @param longest from its begin
 */
record SessionLimits(Duration idle, Duration longest) {
    private static final Duration LEAST = Duration.ofMinutes(1);

    /**
     * Reads {@code gantry.session.idle} and {@code gantry.session.max}.
     *
     * @throws IllegalArgumentException naming the key, the value and what was expected
     */
    static SessionLimits read(Settings settings) {
        return new SessionLimits(
                least(settings, "gantry.session.idle", Duration.ofHours(2)),
                least(settings, "gantry.session.max", Duration.ofHours(12)));
    }

    private static Duration least(Settings settings, String key, Duration otherwise) {
        Duration value = settings.duration(key, otherwise);
        if (value.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    key + ": expected " + LEAST + " or more, got " + value);
        }
        return value;
    }

    /** How far the time of the last use on disk may be behind. */
    Duration step() {
        Duration quarter = idle.dividedBy(4);
        return quarter.compareTo(LEAST) < 0 ? quarter : LEAST;
    }
}
