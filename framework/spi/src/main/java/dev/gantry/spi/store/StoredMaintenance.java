package dev.gantry.spi.store;

/** Maintenance as stored; {@code body} is JSON. */
public record StoredMaintenance(String id, String body) {}
