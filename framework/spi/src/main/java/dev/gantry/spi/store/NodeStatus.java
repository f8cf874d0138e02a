package dev.gantry.spi.store;

/**
 * What a node tells the others of itself.
 *
 * @param slots attempts that it runs at once; 0 for a node that only takes runs in
 * @param free slots that are free
 * @param waiting runs that are due and wait on it
 */
public record NodeStatus(int slots, int free, int waiting) {}
