package dev.gantry.statistics;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.spi.store.StoredStatistics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The buckets of this node: those that time still fills are in memory, all are in the store. What a
 * crash kept from the store is counted anew from the runs. Thread-safe; the store is called by one
 * thread at a time.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int PAGE = 5000;

    /** How far back runs are counted where nothing was counted before. */
    private static final Duration PAST = Duration.ofDays(7);

    /**
     * Events of runs that ended earlier than this before the start are not on their way any more.
     */
    private static final long LATE_MS = 10_000;

    /** Buckets are written as a whole: so long one that is over takes what comes late. */
    private static final int OPEN_MINUTES = 5;

    private final StatisticsStore store;
    private final int self;
    private final Map<Place, Bucket> buckets = new HashMap<>();
    private final Set<Place> dirty = new HashSet<>();

    /** All minutes from this one on are in memory as far as anything happened in them. */
    private long oldest;

    /** A bucket's. */
    record Place(int minutes, long start) {}

    /**
     * @param self number of this node
     */
    Ledger(StatisticsStore store, int self) {
        this.store = store;
        this.self = self;
    }

    /**
     * Takes up what was counted before, and counts what is missing, up to a time.
     *
     * @param now in ms since 1970
     * @return ids of the latest runs that were counted
     */
    Set<Long> restore(long now) {
        clear();
        oldest = Incoming.minute(now - PAST.toMillis());
        for (Level level : Level.ALL) {
            OptionalLong newest = store.newest(self, level.minutes());
            if (newest.isPresent()) {
                // what the last minute but one lacks may be told late
                long start = newest.getAsLong() - (level == Level.FINEST ? 1 : 0);
                oldest = Math.max(oldest, start);
                takeUp(level, oldest);
                break;
            }
        }
        return count(oldest, now);
    }

    private synchronized void clear() {
        buckets.clear();
        dirty.clear();
    }

    /** Fills coarser buckets that begin before a minute from finer ones. */
    private void takeUp(Level level, long until) {
        for (StoredStatistics row : store.read(level.minutes(), Level.ALL.getLast().start(until))) {
            if (row.node() == self && row.start() < until) {
                addCoarse(level, row.start(), bucket(row));
            }
        }
    }

    private Set<Long> count(long from, long until) {
        Set<Long> latest = new HashSet<>();
        long at = from * 60_000 - 1;
        long after = Long.MAX_VALUE;
        List<StatisticsStore.FinishedRun> page;
        do {
            page = store.finished(at, after, until, PAGE);
            for (StatisticsStore.FinishedRun run : page) {
                count(run, from);
                if (run.finished() >= until - LATE_MS) {
                    latest.add(run.id());
                }
                at = run.finished();
                after = run.id();
            }
        } while (page.size() == PAGE);
        return latest;
    }

    private void count(StatisticsStore.FinishedRun run, long from) {
        Bucket.Key key = new Bucket.Key(run.task(), run.tenant());
        Bucket ended = new Bucket();
        RunResult result = RunResult.valueOf(run.result().toUpperCase(Locale.ROOT));
        ended.of(key).finished(run.id(), result, run.started(), run.finished());
        add(Incoming.minute(run.finished()), ended);
        long started = Incoming.minute(run.started());
        if (run.started() > 0 && started >= from) {
            Bucket began = new Bucket();
            long made = RunId.createdAt(run.id()).toEpochMilli();
            began.of(key).started(run.started() - made);
            add(started, began);
        }
    }

    /** Adds what happened in a minute; what comes very late counts for a later one. */
    synchronized void add(long minute, Bucket bucket) {
        long start = Math.max(minute, oldest);
        add(new Place(Level.FINEST.minutes(), start), bucket);
        addCoarse(Level.FINEST, start, bucket);
    }

    private synchronized void addCoarse(Level than, long minute, Bucket bucket) {
        for (Level level : Level.ALL) {
            if (level.minutes() > than.minutes()) {
                add(new Place(level.minutes(), level.start(minute)), bucket);
            }
        }
    }

    private void add(Place place, Bucket bucket) {
        buckets.computeIfAbsent(place, key -> new Bucket()).add(bucket);
        dirty.add(place);
    }

    /**
     * Writes what changed, and forgets what time has left behind.
     *
     * @param minute the present one, since 1970
     */
    void write(long minute) {
        List<StoredStatistics> changed = new ArrayList<>();
        Set<Place> written;
        synchronized (this) {
            written = Set.copyOf(dirty);
            dirty.clear();
            for (Place place : written) {
                changed.add(
                        new StoredStatistics(
                                place.minutes, place.start, self, buckets.get(place).write()));
            }
        }
        try {
            if (!changed.isEmpty()) {
                store.put(changed).join();
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                dirty.addAll(written);
            }
            throw e;
        }
        synchronized (this) {
            oldest = Math.max(oldest, minute - OPEN_MINUTES);
            buckets.keySet()
                    .removeIf(
                            place ->
                                    !dirty.contains(place)
                                            && place.start + place.minutes <= oldest);
        }
    }

    /** Forgets what is too old, of all nodes. */
    void prune(long minute) {
        for (Level level : Level.ALL) {
            store.prune(level.minutes(), minute - level.kept().toMinutes()).join();
        }
    }

    /**
     * The buckets of all nodes, as they are written.
     *
     * @param from when the first one begins, in minutes since 1970
     * @return by their beginning
     */
    Map<Long, List<byte[]>> read(Level level, long from) {
        Map<Long, List<byte[]>> found = new HashMap<>();
        List<StoredStatistics> rows = store.read(level.minutes(), from);
        Set<Long> mine = new HashSet<>();
        synchronized (this) {
            buckets.forEach(
                    (place, bucket) -> {
                        if (place.minutes == level.minutes() && place.start >= from) {
                            add(found, place.start, bucket.write());
                            mine.add(place.start);
                        }
                    });
        }
        for (StoredStatistics row : rows) {
            if (row.node() != self || !mine.contains(row.start())) {
                add(found, row.start(), row.body());
            }
        }
        return found;
    }

    private static void add(Map<Long, List<byte[]>> to, long start, byte[] bucket) {
        to.computeIfAbsent(start, key -> new ArrayList<>()).add(bucket);
    }

    private static Bucket bucket(StoredStatistics row) {
        Bucket bucket = new Bucket();
        try {
            Bucket.add(row.body(), key -> List.of(bucket.of(key)));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "Statistics of {} minutes from minute {} since 1970 are damaged: {}",
                    row.minutes(),
                    row.start(),
                    e.getMessage());
        }
        return bucket;
    }
}
