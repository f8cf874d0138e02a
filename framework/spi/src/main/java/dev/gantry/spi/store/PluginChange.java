package dev.gantry.spi.store;

import java.util.List;
import java.util.Map;

/**
 * What changes of plugins in one transaction.
 *
 * @param routes plugin id to SHA-256; the empty text removes a route
 * @param notes added to the plugins' histories
 */
public record PluginChange(
        List<StoredRevision> revisions,
        Map<String, String> routes,
        List<StoredPolicy> policies,
        List<StoredNote> notes) {

    /** Takes copies. */
    public PluginChange {
        revisions = List.copyOf(revisions);
        routes = Map.copyOf(routes);
        policies = List.copyOf(policies);
        notes = List.copyOf(notes);
    }
}
