package dev.gantry.plugins.host;

import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.StoredConfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations in memory, which outlive a framework. */
final class MemoryConfigStore implements ConfigStore {
    private final List<StoredConfig> all = new ArrayList<>();

    @Override
    public synchronized List<StoredConfig> newest() {
        Map<String, StoredConfig> newest = new LinkedHashMap<>();
        all.forEach(c -> newest.put(c.plugin(), c));
        return List.copyOf(newest.values());
    }

    @Override
    public synchronized List<StoredConfig> newest(String by) {
        Map<String, StoredConfig> newest = new LinkedHashMap<>();
        all.stream().filter(c -> c.by().equals(by)).forEach(c -> newest.put(c.plugin(), c));
        return List.copyOf(newest.values());
    }

    @Override
    public synchronized Optional<StoredConfig> find(String plugin, long version) {
        return all.stream()
                .filter(c -> c.plugin().equals(plugin) && c.version() == version)
                .findFirst();
    }

    @Override
    public synchronized List<StoredConfig> history(String plugin, long before, int limit) {
        return all.reversed().stream()
                .filter(c -> c.plugin().equals(plugin) && c.version() < before)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean append(StoredConfig next) {
        long newest = all.stream().filter(c -> c.plugin().equals(next.plugin())).count();
        return next.version() == newest + 1 && all.add(next);
    }
}
