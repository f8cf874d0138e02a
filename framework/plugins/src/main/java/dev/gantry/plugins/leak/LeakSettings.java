package dev.gantry.plugins.leak;

import dev.gantry.spi.config.Settings;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How leaks are looked for.
 *
 * @param interval shortest time between two collections that are asked for; zero for never
 * @param dumpLimit bytes of used heap beyond which no heap dump is made; 0 for never
 * @param folder where the heap dump lies while it is read
 */
public record LeakSettings(Duration interval, long dumpLimit, Path folder) {

    /**
     * Reads {@code gantry.plugins.leak.*}.
     *
     * @throws IllegalArgumentException naming the key and what was expected
     */
    public static LeakSettings read(Settings settings) {
        return new LeakSettings(
                settings.duration("gantry.plugins.leak.interval", Duration.ofSeconds(30)),
                settings.number("gantry.plugins.leak.dump.limit", 256L << 20, 0, Long.MAX_VALUE),
                settings.home().resolve("data"));
    }
}
