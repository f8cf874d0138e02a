package dev.gantry.spi.store;

/**
 * What the runs of some submits have in common.
 *
 * @param kind {@code singleton}, {@code debounce} or {@code batch}
 */
public record StoredJoin(String kind, String tenant, String task, String key) {}
