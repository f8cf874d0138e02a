package dev.gantry.retention;

import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredRule;
import dev.gantry.spi.store.StoredSpan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A store in memory. Not thread-safe. */
final class FakeStore implements RetentionStore {
    final TreeMap<Long, PastRun> runs = new TreeMap<>();
    final Map<String, StoredRule> rules = new TreeMap<>();
    final TreeMap<Long, StoredSpan> spans = new TreeMap<>();
    Runnable afterDelete = () -> {};
    int read;
    int free;
    long keysBefore;

    @Override
    public List<StoredRule> rules() {
        return List.copyOf(rules.values());
    }

    @Override
    public CompletableFuture<Boolean> put(StoredRule rule) {
        rules.put(rule.task(), rule);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<Boolean> delete(String task, long version) {
        return CompletableFuture.completedFuture(rules.remove(task) != null);
    }

    @Override
    public List<StoredSpan> spans() {
        return List.copyOf(spans.values());
    }

    @Override
    public CompletableFuture<Void> note(List<StoredSpan> noted) {
        noted.forEach(span -> spans.put(span.number(), span));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> forget(long span) {
        spans.remove(span);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<PastRun> past(long from, long to, long keyed, int limit) {
        List<PastRun> page =
                from >= to
                        ? List.of()
                        : runs.subMap(from, to).values().stream().limit(limit).toList();
        read += page.size();
        return page;
    }

    @Override
    public List<Long> open(List<Long> some) {
        return some.stream().filter(id -> runs.containsKey(id) && runs.get(id).open()).toList();
    }

    @Override
    public CompletableFuture<Deleted> delete(List<PastRun> some) {
        List<Long> gone = new ArrayList<>();
        for (PastRun run : some) {
            PastRun there = runs.get(run.id());
            if (there != null && !there.open()) {
                runs.remove(run.id());
                gone.add(run.id());
                spans.computeIfPresent(RetentionStore.span(run.id()), (n, s) -> less(s, run));
            }
        }
        afterDelete.run();
        return CompletableFuture.completedFuture(new Deleted(gone, Duration.ofMillis(1)));
    }

    private static StoredSpan less(StoredSpan span, PastRun run) {
        Map<String, StoredSpan.Tally> tasks = new HashMap<>(span.tasks());
        tasks.computeIfPresent(
                run.task(),
                (task, t) -> new StoredSpan.Tally(t.runs() - 1, t.bytes() - run.bytes()));
        return new StoredSpan(span.number(), span.upto(), span.open(), span.at(), tasks);
    }

    @Override
    public CompletableFuture<Shrunk> shrink(int pages, double spared) {
        int gone = Math.min(pages, free);
        free -= gone;
        return CompletableFuture.completedFuture(new Shrunk(gone, Duration.ZERO));
    }

    @Override
    public CompletableFuture<Integer> deleteKeys(long before, int limit) {
        keysBefore = before;
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public CompletableFuture<Integer> deleteNotes(long before, int limit) {
        return CompletableFuture.completedFuture(0);
    }
}
