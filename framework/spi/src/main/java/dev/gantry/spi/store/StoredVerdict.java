package dev.gantry.spi.store;

/** A verdict as stored; {@code body} is JSON, {@code at} in ms since 1970. */
public record StoredVerdict(String check, long at, String status, String body) {}
