package dev.gantry.slo;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.SloStore;
import dev.gantry.spi.store.StoredCount;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A store in memory, which may be away. */
final class FakeStore implements SloStore {
    record Key(String counted, int minutes, long start, int node) {}

    final Map<String, Map<Key, StoredCount>> rows = new TreeMap<>();
    boolean away;

    private void present() {
        if (away) {
            throw new GantryException(GantryException.Code.UNAVAILABLE, "the store is away");
        }
    }

    private List<StoredCount> some(int node, boolean own, Collection<String> counted, long since) {
        present();
        return rows.entrySet().stream()
                .filter(entry -> counted.contains(entry.getKey()))
                .flatMap(entry -> entry.getValue().entrySet().stream())
                .filter(row -> (row.getKey().node == node) == own && row.getKey().start >= since)
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public List<StoredCount> of(int node, Collection<String> counted, long since) {
        return some(node, true, counted, since);
    }

    @Override
    public List<StoredCount> others(int node, Collection<String> counted, long since) {
        return some(node, false, counted, since).stream()
                .collect(
                        Collectors.groupingBy(
                                row -> new Key(row.counted(), row.minutes(), row.start(), 0)))
                .entrySet()
                .stream()
                .map(
                        same ->
                                new StoredCount(
                                        same.getKey().counted,
                                        same.getKey().minutes,
                                        same.getKey().start,
                                        same.getValue().stream().mapToLong(StoredCount::good).sum(),
                                        same.getValue().stream()
                                                .mapToLong(StoredCount::total)
                                                .sum()))
                .toList();
    }

    @Override
    public CompletableFuture<Void> put(int node, List<StoredCount> counts) {
        if (away) {
            return CompletableFuture.failedFuture(
                    new GantryException(GantryException.Code.UNAVAILABLE, "the store is away"));
        }
        for (StoredCount count : counts) {
            rows.computeIfAbsent(count.counted(), name -> new java.util.HashMap<>())
                    .put(new Key(count.counted(), count.minutes(), count.start(), node), count);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> prune(int minutes, long before) {
        rows.values()
                .forEach(
                        all ->
                                all.keySet()
                                        .removeIf(
                                                key ->
                                                        key.minutes == minutes
                                                                && key.start < before));
        return CompletableFuture.completedFuture(null);
    }
}
