package dev.gantry.engine;

import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunHistory;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredRun;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs with their attempts, many at a time. Thread-safe. */
final class Histories implements RunHistories {
    private final RunStore store;
    private final LiveRuns lives;
    private final RunViews views;
    private final Letters letters;

    Histories(RunStore store, LiveRuns lives, RunViews views, Letters letters) {
        this.store = store;
        this.lives = lives;
        this.views = views;
        this.letters = letters;
    }

    @Override
    public List<RunHistory> of(Collection<String> ids) {
        Set<Long> numbers = new HashSet<>();
        for (String id : ids) {
            numbers.add(RunIds.parse(id));
        }
        List<RunHistory> found = new ArrayList<>();
        long before = 0;
        List<StoredRun> rows = List.of();
        do {
            rows =
                    store.list(
                            new RunFilter(
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    Map.of(),
                                    numbers,
                                    before,
                                    numbers.size()));
            add(rows, found);
            before = rows.isEmpty() ? 0 : rows.getLast().id();
        } while (!rows.isEmpty() && found.size() < numbers.size());
        return found;
    }

    private void add(List<StoredRun> rows, List<RunHistory> found) {
        Map<Long, List<AttemptEnd>> ends =
                store.attempts(rows.stream().map(StoredRun::id).toList());
        Map<Long, StoredHandling> handled = letters.of(rows);
        for (StoredRun row : rows) {
            LiveRun live = row.state() == StoredRun.OPEN ? lives.get(row.id()) : null;
            found.add(
                    new RunHistory(
                            live == null
                                    ? views.stored(row, handled.get(row.id()))
                                    : views.live(live),
                            views.attempts(
                                    row,
                                    ends.getOrDefault(row.id(), List.of()),
                                    live == null ? null : live.attempt())));
        }
    }
}
