package dev.gantry.spi.store;

/**
 * A run that became this node's.
 *
 * @param id its number
 * @param due when it is due, in ms since 1970
 * @param task its task type
 * @param lane where it waits
 */
public record ClaimedRun(long id, long due, String task, Lane lane) {}
