package dev.gantry.plugins.host;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Plugin records in memory, which outlive a framework. */
final class MemoryPluginStore implements PluginStore {
    private final Map<String, StoredRevision> revisions = new LinkedHashMap<>();
    private final Map<String, String> routes = new LinkedHashMap<>();
    private final Map<String, StoredPolicy> policies = new LinkedHashMap<>();
    private final List<StoredNote> notes = new ArrayList<>();

    /** Open runs by the revision that they are pinned to, and by their task type. */
    final Map<String, Long> needed = new ConcurrentHashMap<>();

    final Map<String, Long> open = new ConcurrentHashMap<>();

    /** While it is there, nothing can be saved. */
    volatile GantryException away;

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
    public synchronized List<StoredPolicy> policies() {
        return List.copyOf(policies.values());
    }

    @Override
    public synchronized void save(PluginChange change) {
        if (away != null) {
            throw away;
        }
        writes++;
        change.revisions().forEach(r -> revisions.put(r.sha256(), r));
        change.policies().forEach(p -> policies.put(p.plugin(), p));
        for (StoredNote n : change.notes()) {
            notes.add(
                    new StoredNote(
                            notes.size() + 1L,
                            n.at(),
                            n.plugin(),
                            n.version(),
                            n.sha256(),
                            n.what(),
                            n.text(),
                            n.by()));
        }
        change.routes()
                .forEach(
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

    @Override
    public synchronized List<StoredNote> notes(String plugin, long before, int limit) {
        return notes.reversed().stream()
                .filter(n -> n.plugin().equals(plugin) && n.id() < before)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<StoredNote> notes(Set<String> what, long since) {
        return notes.stream().filter(n -> n.at() >= since && what.contains(n.what())).toList();
    }

    @Override
    public Map<String, Long> needed() {
        return Map.copyOf(needed);
    }

    @Override
    public long needing(String revision) {
        return needed.getOrDefault(revision, 0L);
    }

    @Override
    public long open(String task, int limit) {
        return open.getOrDefault(task, 0L);
    }

    synchronized int writes() {
        return writes;
    }
}
