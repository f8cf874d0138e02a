package dev.gantry.spi.plugin;

/**
 * One thing in which a new version differs from the one in service.
 *
 * @param weight how much that matters
 * @param subject what differs, as {@code task files.cleanup}
 * @param sentence what differs and who uses it, as {@code result field `deleted` removed: used by
 *     schedule nightly}
 */
public record Difference(Compatibility weight, String subject, String sentence) {}
