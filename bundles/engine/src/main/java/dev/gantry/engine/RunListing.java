package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredRun;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Lists runs, newest first, as they are now. Thread-safe. */
final class RunListing {
    private static final int MAX_READS = 20;
    private static final int PAGE = 500;

    /** How many runs are looked at first, and most at one time. */
    private static final int WINDOW = 1000;

    private static final int MAX_WINDOW = 32_000;

    /** Then whoever asks may look on, or change the question. */
    private static final long PATIENCE_MS = 60;

    /** So many open runs are read by themselves. */
    private static final int FEW = 20_000;

    /** A text of so many characters that ids begin with is meant as one. */
    private static final int LONG = 8;

    private static final Set<Long> NONE = Set.of();

    private final RunStore store;
    private final LiveRuns lives;
    private final RunViews views;
    private final Letters letters;
    private final Pauses pauses;
    private final InstantSource clock;

    RunListing(
            RunStore store,
            LiveRuns lives,
            RunViews views,
            Letters letters,
            Pauses pauses,
            InstantSource clock) {
        this.store = store;
        this.lives = lives;
        this.views = views;
        this.letters = letters;
        this.pauses = pauses;
        this.clock = clock;
    }

    Page<Run> list(RunQuery query) {
        long before = before(query);
        long after = after(query);
        String text = query.text();
        if (text != null && text.length() >= LONG && RunId.last(text) >= 0) {
            long end = RunId.last(text) + 1;
            return list(
                    query.withText(null),
                    before == 0 ? end : Math.min(before, end),
                    Math.max(after, RunId.first(text)));
        }
        return searches(query) ? search(query, before, after) : list(query, before, after);
    }

    /** Whether runs that do not match may have to be read, and perhaps many of them. */
    private boolean searches(RunQuery query) {
        if (query.parent() != null || known(query.state())) {
            return false;
        }
        Integer state = state(query);
        if (state != null && state == StoredRun.OPEN) {
            return lives.open().get() > FEW || store.moreOpen(FEW);
        }
        return query.narrow() || query.only() != RunQuery.Only.ANY;
    }

    /** Looks through runs, the newest first, for some time; the next page goes on from there. */
    private Page<Run> search(RunQuery query, long first, long after) {
        long end = clock.millis() + PATIENCE_MS;
        List<Run> found = new ArrayList<>();
        long before = first;
        int size = WINDOW;
        while (true) {
            long begun = clock.millis();
            OptionalLong low = store.below(before, size);
            boolean all = low.isEmpty() || low.getAsLong() <= after;
            int left = query.limit() - found.size();
            Page<Run> page =
                    list(
                            query.page(query.state(), query.only(), left, null),
                            before,
                            all ? after : low.getAsLong());
            found.addAll(page.items());
            if (page.next() != null || all) {
                return new Page<>(found, page.next());
            }
            before = low.getAsLong();
            long now = clock.millis();
            if (found.size() == query.limit() || now > end) {
                return new Page<>(found, RunIds.text(before));
            }
            size = fitting(size, now - begun, end - now);
        }
    }

    /** How many runs go into the rest of the time, where so many took so long. */
    private static int fitting(int size, long took, long rest) {
        long most = Math.min(size * 8L, MAX_WINDOW);
        return (int) Math.clamp(size * rest / Math.max(1, took), WINDOW, most);
    }

    private Page<Run> list(RunQuery query, long first, long after) {
        long before = first;
        Set<Long> ids = ids(query.state());
        List<Run> found = new ArrayList<>();
        boolean filtered = query.state() != null && query.state() != RunState.FINISHED;
        int page = filtered ? Math.max(PAGE, query.limit()) : query.limit() + 1;
        long chars = 0;
        for (int read = 0; read < MAX_READS && chars < RunStore.MAX_CHARS; read++) {
            List<StoredRun> rows = store.list(filter(query, ids, before, page, after));
            for (Run run : now(rows)) {
                if (query.state() != null && run.state() != query.state()) {
                    continue;
                }
                if (found.size() == query.limit()) {
                    return new Page<>(found, found.getLast().id());
                }
                found.add(run);
                chars += run.params().length() + (run.output() == null ? 0 : run.output().length());
            }
            if (!RunStore.mayGoOn(rows, page)) {
                return new Page<>(found, null);
            }
            before = rows.getLast().id();
        }
        return new Page<>(found, RunIds.text(before));
    }

    /** Ids of open runs whose trigger begins with this, with their triggers. */
    Map<Long, String> open(String trigger) {
        Map<Long, String> found = new HashMap<>();
        store.openSpecs("\"trigger\":\"" + trigger)
                .forEach(
                        (run, spec) -> {
                            String its = views.spec(spec).trigger();
                            if (its.startsWith(trigger)) {
                                found.put(run, its);
                            }
                        });
        return found;
    }

    /** The bound that is lower; 0 is none. */
    private static long before(RunQuery query) {
        long cursor = before(query.cursor());
        long time = query.before() == null ? 0 : Math.max(1, RunIds.first(query.before()));
        return cursor == 0 || time == 0 ? Math.max(cursor, time) : Math.min(cursor, time);
    }

    private static long after(RunQuery query) {
        return query.after() == null ? 0 : RunIds.first(query.after());
    }

    private static long before(String cursor) {
        if (cursor == null) {
            return 0;
        }
        long id = RunIds.parse(cursor);
        if (id < 0) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "The cursor is not one of this list; leave it out to begin with the newest");
        }
        return id;
    }

    private static boolean known(RunState state) {
        return state == RunState.RUNNING
                || state == RunState.CANCELLING
                || state == RunState.WAITING;
    }

    /** The runs that can be in a state, where memory knows them all. */
    private Set<Long> ids(RunState state) {
        return switch (state) {
            case RUNNING, CANCELLING, WAITING -> {
                Set<Long> ids = new HashSet<>();
                for (LiveRun run : lives.all()) {
                    if (run.state() == state) {
                        ids.add(run.id());
                    }
                }
                yield ids;
            }
            case PAUSED -> pauses.any() ? null : NONE;
            case null, default -> null;
        };
    }

    private static Integer state(RunQuery query) {
        if (query.state() == RunState.FINISHED) {
            return StoredRun.FINISHED;
        }
        boolean any = query.state() == null && query.only() != RunQuery.Only.OPEN;
        return any ? null : (Integer) StoredRun.OPEN;
    }

    private static RunFilter filter(
            RunQuery query, Set<Long> ids, long before, int limit, long after) {
        return new RunFilter(
                state(query),
                query.result() == null ? null : query.result().name().toLowerCase(Locale.ROOT),
                query.task(),
                query.plugin(),
                query.tenant(),
                query.labels(),
                ids,
                before,
                limit,
                after,
                query.only() == RunQuery.Only.DEAD_LETTER,
                query.parent() == null ? 0 : RunIds.known(query.parent()),
                query.text());
    }

    /**
     * Rows as they are now. A row that was read as open and is not in memory may have ended since:
     * such rows are read once more.
     */
    private List<Run> now(List<StoredRun> rows) {
        Map<Long, Run> lively = new HashMap<>();
        Set<Long> doubtful = new HashSet<>();
        for (StoredRun row : rows) {
            LiveRun run = row.state() == StoredRun.OPEN ? lives.get(row.id()) : null;
            if (run != null) {
                lively.put(row.id(), views.live(run, Secrets.Large.LINKED));
            } else if (row.state() == StoredRun.OPEN) {
                doubtful.add(row.id());
            }
        }
        Map<Long, StoredRun> again = new HashMap<>();
        if (!doubtful.isEmpty()) {
            RunFilter filter =
                    new RunFilter(
                            null, null, null, null, null, Map.of(), doubtful, 0, doubtful.size());
            store.list(filter).forEach(row -> again.put(row.id(), row));
        }
        Map<Long, StoredHandling> handled = letters.of(rows);
        return rows.stream()
                .map(
                        row -> {
                            Run run = lively.get(row.id());
                            StoredRun last = again.getOrDefault(row.id(), row);
                            return run != null
                                    ? run
                                    : views.stored(
                                            last, handled.get(row.id()), Secrets.Large.LINKED);
                        })
                .toList();
    }
}
