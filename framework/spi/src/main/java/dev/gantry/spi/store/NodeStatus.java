package dev.gantry.spi.store;

/**
 * What a node tells the others of itself.
 *
 * @param url where its API answers; {@code null} while that is not known
 * @param slots attempts that it runs at once; 0 for a node that only takes runs in
 * @param free slots that are free
 * @param waiting runs that are due and wait on it
 */
public record NodeStatus(String url, int slots, int free, int waiting) {}
