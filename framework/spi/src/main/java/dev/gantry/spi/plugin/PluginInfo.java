package dev.gantry.spi.plugin;

import java.util.List;

/**
 * A plugin and its revisions.
 *
 * @param active version that takes new runs, or {@code null}
 * @param versions newest first
 */
public record PluginInfo(String id, String name, String active, List<RevisionInfo> versions) {}
