package dev.gantry.http;

import dev.gantry.spi.plugin.Usage;
import dev.gantry.spi.plugin.Usages;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What revisions used, as a test says. */
final class FakeUsages implements Usages {
    final Map<String, Usage> all = new ConcurrentHashMap<>();

    @Override
    public Optional<Usage> of(String sha256) {
        return Optional.ofNullable(all.get(sha256));
    }

    @Override
    public Map<String, Usage> all() {
        return Map.copyOf(all);
    }
}
