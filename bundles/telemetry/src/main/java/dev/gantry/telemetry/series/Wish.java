package dev.gantry.telemetry.series;

import java.time.Duration;
import java.util.List;

/**
 * A series that is asked for.
 *
 * @param steps ends of buckets; {@code null} for no histogram
 * @param labels pairs of name and value
 * @param plugin whose it is; {@code null} for Gantry's own. Its first two labels tell the plugin
 *     and its version, and are never folded
 */
public record Wish(
        String name,
        Kind kind,
        String help,
        List<Duration> steps,
        String[] labels,
        String plugin) {}
