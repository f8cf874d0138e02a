package dev.gantry.plugins.host;

import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredRevision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plugin records in memory, which outlive a framework. */
final class MemoryPluginStore implements PluginStore {
    private final Map<String, StoredRevision> revisions = new LinkedHashMap<>();
    private final Map<String, String> routes = new LinkedHashMap<>();
    private int writes;

    @Override
    public synchronized List<StoredRevision> revisions() {
        return List.copyOf(revisions.values());
    }

    @Override
    public synchronized Map<String, String> routes() {
        return Map.copyOf(routes);
    }

    @Override
    public synchronized void save(List<StoredRevision> next, Map<String, String> changed) {
        writes++;
        next.forEach(r -> revisions.put(r.sha256(), r));
        changed.forEach(
                (plugin, sha) -> {
                    if (sha.isEmpty()) {
                        routes.remove(plugin);
                    } else {
                        routes.put(plugin, sha);
                    }
                });
    }

    @Override
    public synchronized void forget(List<String> sha256) {
        writes++;
        sha256.forEach(revisions::remove);
    }

    synchronized int writes() {
        return writes;
    }
}
