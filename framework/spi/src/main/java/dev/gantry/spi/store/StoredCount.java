package dev.gantry.spi.store;

/**
 * What was counted for objectives within a bucket of time.
 *
 * @param counted what it is that was counted
 * @param minutes how long the bucket is
 * @param start when it begins, in minutes since 1970
 * @param good how many were good
 * @param total how many there were
 */
public record StoredCount(String counted, int minutes, long start, long good, long total) {}
