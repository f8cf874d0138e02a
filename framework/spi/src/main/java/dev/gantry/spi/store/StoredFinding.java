package dev.gantry.spi.store;

/**
 * A finding as stored; {@code body} is JSON.
 *
 * @param state {@code open}, {@code acknowledged} or {@code resolved}
 */
public record StoredFinding(
        String id, String check, String state, String severity, String body, long version) {}
