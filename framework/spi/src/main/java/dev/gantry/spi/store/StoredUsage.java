package dev.gantry.spi.store;

/**
 * What a plugin revision used so far, as stored; as {@link dev.gantry.spi.plugin.Usage}, times in
 * nanoseconds.
 */
public record StoredUsage(
        String sha256,
        String plugin,
        String version,
        long started,
        long succeeded,
        long failed,
        long lost,
        long abandoned,
        long measured,
        long attemptTime,
        long queueTime,
        long cpuTime,
        long allocatedBytes,
        long logBytes) {}
