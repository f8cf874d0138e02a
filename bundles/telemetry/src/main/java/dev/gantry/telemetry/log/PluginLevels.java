package dev.gantry.telemetry.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;

import org.slf4j.MDC;
import org.slf4j.Marker;

import java.util.Map;

/**
 * Levels by the plugin whose work a thread does. Costs one look at a field while there are none.
 */
final class PluginLevels extends TurboFilter {
    private volatile Map<String, Level> levels = Map.of();

    void set(Map<String, Level> all) {
        levels = Map.copyOf(all);
    }

    @Override
    public FilterReply decide(
            Marker marker,
            Logger logger,
            Level level,
            String format,
            Object[] arguments,
            Throwable thrown) {
        Map<String, Level> now = levels;
        if (now.isEmpty()) {
            return FilterReply.NEUTRAL;
        }
        String plugin = MDC.get("plugin");
        Level least = plugin == null ? null : now.get(plugin);
        // what Gantry itself says about the plugin's work is not the plugin's
        if (least == null || logger.getName().startsWith("dev.gantry.")) {
            return FilterReply.NEUTRAL;
        }
        return level.isGreaterOrEqual(least) ? FilterReply.ACCEPT : FilterReply.DENY;
    }
}
