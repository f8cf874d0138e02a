package dev.gantry.spi.store;

/**
 * What a person did about a finished run.
 *
 * @param rerun the newest run that repeats it; 0 if it was only dismissed
 * @param reason may be {@code null}
 * @param at in ms since 1970
 */
public record StoredHandling(long run, long rerun, String reason, String by, long at) {}
