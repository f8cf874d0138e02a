package dev.gantry.statistics;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.spi.store.StoredStatistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A store in memory, which may be away. */
final class FakeStore implements StatisticsStore {
    record Key(int minutes, long start, int node) {}

    final Map<Key, StoredStatistics> rows = new HashMap<>();
    final List<FinishedRun> runs = new ArrayList<>();
    final List<DeadLetters> letters = new ArrayList<>();
    int lettersRead;
    boolean away;

    private void present() {
        if (away) {
            throw new GantryException(GantryException.Code.UNAVAILABLE, "the store is away");
        }
    }

    @Override
    public List<StoredStatistics> read(int minutes, long from) {
        present();
        return rows.values().stream()
                .filter(row -> row.minutes() == minutes && row.start() >= from)
                .toList();
    }

    @Override
    public OptionalLong newest(int node, int minutes) {
        present();
        return rows.keySet().stream()
                .filter(key -> key.node == node && key.minutes == minutes)
                .mapToLong(Key::start)
                .max();
    }

    @Override
    public CompletableFuture<Void> put(List<StoredStatistics> buckets) {
        present();
        for (StoredStatistics row : buckets) {
            rows.put(new Key(row.minutes(), row.start(), row.node()), row);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> prune(int minutes, long before) {
        present();
        rows.keySet().removeIf(key -> key.minutes == minutes && key.start < before);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<FinishedRun> finished(long at, long afterId, long until, int limit) {
        present();
        return runs.stream()
                .filter(run -> run.finished() > at || run.finished() == at && run.id() > afterId)
                .filter(run -> run.finished() <= until)
                .sorted(Comparator.comparing(FinishedRun::finished).thenComparing(FinishedRun::id))
                .limit(limit)
                .toList();
    }

    @Override
    public List<DeadLetters> deadLetters(int most) {
        present();
        lettersRead++;
        return List.copyOf(letters);
    }
}
