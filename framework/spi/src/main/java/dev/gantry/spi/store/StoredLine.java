package dev.gantry.spi.store;

/** A line of a run's log; {@code at} in ms since 1970. */
public record StoredLine(long run, long seq, long at, String level, int attempt, String message) {}
