package dev.gantry.spi.store;

/**
 * What a person decided about a plugin.
 *
 * @param pin SHA-256 of the revision that it is pinned to, or {@code null}
 * @param limit how many attempts may run at one time; 0 for no limit
 * @param previous SHA-256 of the revision that a roll back goes to, or {@code null}
 * @param canary JSON of a canary under way, or {@code null}
 */
public record StoredPolicy(
        String plugin, boolean enabled, String pin, int limit, String previous, String canary) {

    /** Nothing was decided. */
    public static StoredPolicy none(String plugin) {
        return new StoredPolicy(plugin, true, null, 0, null, null);
    }
}
