package dev.gantry.launcher.cli;

/**
 * One server-sent event.
 *
 * @param id to resume after, or {@code null}
 * @param type {@code message} unless named
 */
record ServerEvent(String id, String type, String data) {}
