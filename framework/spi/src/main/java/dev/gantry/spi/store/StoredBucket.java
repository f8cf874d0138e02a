package dev.gantry.spi.store;

/** A bucket as stored; {@code start} in hours since 1970, {@code body} is JSON. */
public record StoredBucket(String check, int hours, long start, String body) {}
