package dev.gantry.spi.store;

/**
 * Room that was given back.
 *
 * @param before how many bytes the store took
 * @param after how many it takes now
 * @param atStart whether it is done at the next start only
 */
public record Compaction(long before, long after, boolean atStart) {}
