package dev.gantry.retention;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.retention.RetentionRule;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What an operator may choose.
 *
 * @param defaults what holds for task types without a rule
 * @param keys how long an idempotency key is kept after its run was accepted
 * @param notes how long the notes in the history of a plugin are kept
 * @param interval from one pass to the next
 * @param archive where runs are written down before they are deleted; {@code null} for nowhere
 */
record RetentionSettings(
        RetentionRule defaults, Duration keys, Duration notes, Duration interval, Path archive) {
    /** What callers are promised. */
    static final Duration KEYS_AT_LEAST = Duration.ofDays(1);

    RetentionSettings {
        if (keys.compareTo(KEYS_AT_LEAST) < 0) {
            throw new IllegalArgumentException(
                    "gantry.retention.keys: expected P1D or more, as callers may repeat a request"
                            + " for a day, got "
                            + keys);
        }
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "gantry.retention.interval: expected PT1S or more, got " + interval);
        }
    }

    static RetentionSettings of(Settings settings) {
        return new RetentionSettings(
                new RetentionRule(
                        settings.duration("gantry.retention.age", Duration.ofDays(30)),
                        settings.duration("gantry.retention.dead.letters", Duration.ofDays(90)),
                        settings.number("gantry.retention.runs", 1_000_000, 0, Long.MAX_VALUE),
                        settings.number("gantry.retention.bytes", 10L << 30, 0, Long.MAX_VALUE)),
                settings.duration("gantry.retention.keys", Duration.ofDays(7)),
                settings.duration("gantry.retention.notes", Duration.ofDays(365)),
                settings.duration("gantry.retention.interval", Duration.ofMinutes(1)),
                archive(settings));
    }

    private static Path archive(Settings settings) {
        String folder = settings.text("gantry.retention.archive", null);
        return folder == null ? null : settings.home().resolve(folder);
    }
}
