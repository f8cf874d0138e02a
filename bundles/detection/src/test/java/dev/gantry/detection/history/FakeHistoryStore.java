package dev.gantry.detection.history;

import dev.gantry.spi.store.HistoryStore;
import dev.gantry.spi.store.StoredBucket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Buckets and what was learned, in memory. */
public final class FakeHistoryStore implements HistoryStore {
    private final TreeMap<String, StoredBucket> rows = new TreeMap<>();
    private final Map<String, byte[]> learned = new HashMap<>();

    /** How often buckets were read. */
    int reads;

    @Override
    public CompletableFuture<Void> put(List<StoredBucket> buckets) {
        for (StoredBucket each : buckets) {
            rows.put(each.check() + " " + each.hours() + " " + (1_000_000 + each.start()), each);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<StoredBucket> buckets(String check, int hours, long from) {
        reads++;
        return rows.values().stream()
                .filter(row -> row.check().equals(check) && row.hours() == hours)
                .filter(row -> row.start() >= from)
                .toList();
    }

    @Override
    public CompletableFuture<Integer> prune(int hours, long before, int most) {
        int size = rows.size();
        rows.values().removeIf(row -> row.hours() == hours && row.start() < before);
        return CompletableFuture.completedFuture(size - rows.size());
    }

    @Override
    public CompletableFuture<Void> learned(String check, byte[] body) {
        learned.put(check, body);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<byte[]> learned(String check) {
        return Optional.ofNullable(learned.get(check));
    }
}
