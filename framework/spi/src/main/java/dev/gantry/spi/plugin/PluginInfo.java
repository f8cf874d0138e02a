package dev.gantry.spi.plugin;

import java.util.List;

/**
 * A plugin and its revisions.
 *
 * @param active version that takes new runs, or {@code null}
 * @param enabled whether an operator lets it work
 * @param pinned version that an operator pinned it to, or {@code null}: newer ones are held back
 * @param limit how many attempts of it may run at one time; 0 for no limit
 * @param canary a version on trial, or {@code null}
 * @param versions newest first
 */
public record PluginInfo(
        String id,
        String name,
        String active,
        boolean enabled,
        String pinned,
        int limit,
        CanaryInfo canary,
        List<RevisionInfo> versions) {}
