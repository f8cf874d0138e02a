package dev.gantry.engine;

import dev.gantry.spi.run.Run;
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
import java.util.Optional;
import java.util.Set;

/** Runs with their attempts, many at a time. Thread-safe. */
final class Histories implements RunHistories {
    private final RunStore store;
    private final RunViews views;
    private final Letters letters;
    private final Reading reading;

    Histories(RunStore store, RunViews views, Letters letters, Reading reading) {
        this.store = store;
        this.views = views;
        this.letters = letters;
        this.reading = reading;
    }

    @Override
    public List<Found> of(Collection<String> ids) {
        Set<Long> numbers = new HashSet<>();
        for (String id : ids) {
            numbers.add(RunIds.parse(id));
        }
        List<Found> found = new ArrayList<>();
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

    private void add(List<StoredRun> rows, List<Found> found) {
        Map<Long, List<AttemptEnd>> ends =
                store.attempts(rows.stream().map(StoredRun::id).toList());
        Map<Long, StoredHandling> handled = letters.of(rows);
        for (StoredRun row : rows) {
            List<AttemptEnd> before = ends.getOrDefault(row.id(), List.of());
            StoredHandling handling = handled.get(row.id());
            found.add(new Row(row, before, handling));
        }
    }

    /** One that was read. */
    private final class Row implements Found {
        private final StoredRun row;
        private final List<AttemptEnd> before;
        private final StoredHandling handling;

        Row(StoredRun row, List<AttemptEnd> before, StoredHandling handling) {
            this.row = row;
            this.before = before;
            this.handling = handling;
        }

        @Override
        public RunHistory shown() {
            return read(Secrets.Large.SHOWN);
        }

        @Override
        public RunHistory whole() {
            return read(Secrets.Large.WHOLE);
        }

        /** If it was open, it may have ended since. */
        private RunHistory read(Secrets.Large large) {
            Optional<Run> now =
                    row.state() == StoredRun.OPEN
                            ? reading.find(row.id(), large)
                            : Optional.empty();
            return now.isPresent()
                    ? new RunHistory(now.get(), reading.attempts(now.get().id()))
                    : new RunHistory(
                            views.stored(row, handling, large), views.attempts(row, before, null));
        }
    }
}
