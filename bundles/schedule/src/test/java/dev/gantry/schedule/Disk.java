package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;
import dev.gantry.spi.store.UnsureException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** A store that can be slow, broken or contradicted. */
final class Disk implements ScheduleStore {
    final TreeMap<String, StoredSchedule> rows = new TreeMap<>();
    final List<NewRun> runs = new ArrayList<>();
    final Map<String, Long> keys = new HashMap<>();
    final Deque<Runnable> held = new ArrayDeque<>();
    final List<BiConsumer<String, String>> ears = new ArrayList<>();
    Runnable onRead = () -> {};
    final Set<String> refused = new HashSet<>();
    boolean slow;
    boolean unsure;
    RuntimeException broken;

    @Override
    public List<StoredSchedule> schedules() {
        onRead.run();
        return List.copyOf(rows.values());
    }

    @Override
    public CompletableFuture<Boolean> put(StoredSchedule schedule, long expectedNext) {
        return commit(
                () -> {
                    StoredSchedule there = rows.get(schedule.id());
                    if ((there == null ? 0 : there.version()) != schedule.version() - 1
                            || there != null && there.nextFire() != expectedNext) {
                        return false;
                    }
                    rows.put(
                            schedule.id(),
                            new StoredSchedule(
                                    schedule.id(),
                                    schedule.spec(),
                                    schedule.version(),
                                    schedule.created(),
                                    schedule.nextFire(),
                                    there == null ? 0 : there.lastFire(),
                                    there == null ? 0 : there.lastRun()));
                    tell(schedule.id());
                    return true;
                });
    }

    @Override
    public CompletableFuture<Boolean> delete(String id, long version) {
        return commit(
                () -> {
                    StoredSchedule there = rows.get(id);
                    return there != null && there.version() == version && rows.remove(id, there);
                });
    }

    @Override
    public CompletableFuture<Long> fire(
            Seen seen, long nextFire, long lastFire, String spec, NewRun run) {
        return commit(
                () -> {
                    String id = seen.id();
                    StoredSchedule row = rows.get(id);
                    if (row == null
                            || !seen.equals(
                                    new Seen(id, row.version(), row.nextFire(), row.lastRun()))) {
                        return CONFLICT;
                    }
                    if (nextFire == seen.nextFire() && spec == null) {
                        tell(id);
                    }
                    long stored = run == null ? 0 : insert(run);
                    rows.put(
                            id,
                            new StoredSchedule(
                                    id,
                                    spec == null ? row.spec() : spec,
                                    row.version(),
                                    row.created(),
                                    nextFire,
                                    lastFire,
                                    run == null ? row.lastRun() : stored));
                    return stored;
                });
    }

    private void tell(String id) {
        ears.forEach(ear -> ear.accept(NodeStore.SCHEDULE, id));
    }

    /** Keeps a run, unless its key is known. */
    long insert(NewRun run) {
        if (refused.contains(run.key())) {
            throw new GantryException(GantryException.Code.REFUSED, "another run has the key");
        }
        if (run.key() != null && keys.putIfAbsent(run.key(), run.id()) != null) {
            return keys.get(run.key());
        }
        runs.add(run);
        return run.id();
    }

    <T> CompletableFuture<T> commit(Supplier<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Runnable commit =
                () -> {
                    if (broken != null) {
                        future.completeExceptionally(broken);
                    } else if (unsure) {
                        work.get();
                        future.completeExceptionally(new UnsureException("cut off", null));
                    } else {
                        try {
                            future.complete(work.get());
                        } catch (GantryException e) {
                            future.completeExceptionally(e);
                        }
                    }
                };
        if (slow) {
            held.add(commit);
        } else {
            commit.run();
        }
        return future;
    }
}
