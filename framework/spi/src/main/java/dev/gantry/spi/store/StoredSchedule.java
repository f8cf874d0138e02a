package dev.gantry.spi.store;

/**
 * A schedule as stored. Times in ms since 1970, 0 for none.
 *
 * @param spec JSON
 * @param version grows with each change by a person
 */
public record StoredSchedule(
        String id,
        String spec,
        long version,
        long created,
        long nextFire,
        long lastFire,
        long lastRun) {}
