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

    /** The same with another revision to go back to. */
    public StoredPolicy withPrevious(String sha256) {
        return new StoredPolicy(plugin, enabled, pin, limit, sha256, canary);
    }

    /** The same pinned to a revision; {@code null} for none. */
    public StoredPolicy withPin(String sha256) {
        return new StoredPolicy(plugin, enabled, sha256, limit, previous, canary);
    }

    /** The same with another limit. */
    public StoredPolicy withLimit(int attempts) {
        return new StoredPolicy(plugin, enabled, pin, attempts, previous, canary);
    }

    /** The same enabled or disabled. */
    public StoredPolicy withEnabled(boolean now) {
        return new StoredPolicy(plugin, now, pin, limit, previous, canary);
    }

    /** The same with a canary; {@code null} for none. */
    public StoredPolicy withCanary(String json) {
        return new StoredPolicy(plugin, enabled, pin, limit, previous, json);
    }
}
