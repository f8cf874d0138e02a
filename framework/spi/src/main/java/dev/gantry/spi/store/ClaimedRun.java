package dev.gantry.spi.store;

/**
 * A run that became this node's.
 *
 * @param id its number
 * @param due when it is due, in ms since 1970
 * @param task its task type
 * @param lane where it waits
 * @param row the run as it was claimed; {@code null} if it is large, and to be read by itself
 */
public record ClaimedRun(long id, long due, String task, Lane lane, StoredRun row) {}
