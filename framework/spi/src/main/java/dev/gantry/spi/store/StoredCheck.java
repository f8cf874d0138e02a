package dev.gantry.spi.store;

/** A check as stored; {@code spec} is JSON, {@code created} in ms since 1970. */
public record StoredCheck(String id, String spec, long version, long created) {}
