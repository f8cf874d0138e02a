package dev.gantry.detection.history;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.store.HistoryStore;
import dev.gantry.spi.store.StoredBucket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what checks say, by the hour and by the day, in UTC. Thread-safe.
 *
 * <p>The time between two verdicts belongs to the first of them, as long as the second was due:
 * what lies beyond that is unknown.
 */
final class Ledger {
    static final int HOUR = 1;
    static final int DAY = 24;

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration LENGTH = Duration.ofHours(1);
    private static final int TOGETHER = 500;

    private final HistoryStore store;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    /** The hour and the day that a check is in. Guarded by itself. */
    private static final class Page {
        private long hour;

        /** The latest hour that there is anything of; the clock may have been put back since. */
        private long furthest;

        private Bucket ofHour;
        private Bucket ofDay;
        private boolean changed;
    }

    Ledger(HistoryStore store) {
        this.store = store;
    }

    /**
     * Counts a verdict.
     *
     * @param check as it was before, with the verdict before this one
     */
    void add(Check check, CheckVerdict verdict) {
        Page page = pages.computeIfAbsent(check.id(), id -> new Page());
        synchronized (page) {
            if (check.last() != null && check.last().at().isBefore(verdict.at())) {
                spend(check, page, verdict.at());
            }
            turn(check.id(), page, hour(verdict.at()));
            page.ofHour.measured(verdict.measurements());
            page.ofDay.measured(verdict.measurements());
            page.changed = true;
        }
    }

    private void spend(Check check, Page page, Instant until) {
        Duration known = check.spec().interval().multipliedBy(2).plus(check.spec().timeout());
        Instant oldest = until.minus(Duration.ofDays(1));
        Instant from = check.last().at().isBefore(oldest) ? oldest : check.last().at();
        Instant stale = check.last().at().plus(known);
        while (from.isBefore(until)) {
            Instant end = start(hour(from) + 1);
            end = end.isBefore(until) ? end : until;
            turn(check.id(), page, hour(from));
            Instant fresh = stale.isBefore(end) ? stale : end;
            if (fresh.isAfter(from)) {
                spent(page, check.last().status(), Duration.between(from, fresh));
            }
            Instant gap = fresh.isAfter(from) ? fresh : from;
            if (gap.isBefore(end)) {
                spent(page, CheckStatus.UNKNOWN, Duration.between(gap, end));
            }
            from = end;
        }
    }

    private static void spent(Page page, CheckStatus in, Duration time) {
        page.ofHour.spent(in, time);
        page.ofDay.spent(in, time);
        page.changed = true;
    }

    /** Opens the page of an hour; the one before is written. */
    private void turn(String check, Page page, long hour) {
        if (page.ofHour != null && page.hour == hour) {
            return;
        }
        if (page.ofHour != null && page.changed) {
            write(rows(check, page));
        }
        // nobody else counts, so there is nothing on disk of what comes after the furthest hour
        boolean first = page.ofHour == null;
        boolean newHour = !first && hour > page.furthest;
        boolean newDay = !first && hour / DAY > page.furthest / DAY;
        boolean sameDay = !first && page.hour / DAY == hour / DAY;
        List<StoredBucket> hours = newHour ? List.of() : store.buckets(check, HOUR, hour);
        Bucket ofHour = bucket(hours, hour);
        if (!sameDay) {
            long day = hour / DAY * DAY;
            page.ofDay = bucket(newDay ? List.of() : store.buckets(check, DAY, day), day);
        }
        page.ofHour = ofHour;
        page.furthest = first ? latest(hours, hour) : Math.max(page.furthest, hour);
        page.hour = hour;
        page.changed = false;
    }

    private static Bucket bucket(List<StoredBucket> rows, long start) {
        return rows.stream()
                .filter(row -> row.start() == start)
                .findFirst()
                .flatMap(Ledger::read)
                .orElseGet(Bucket::new);
    }

    private static long latest(List<StoredBucket> rows, long least) {
        return rows.stream().mapToLong(StoredBucket::start).reduce(least, Math::max);
    }

    /** A bucket of a row; empty if it cannot be read. */
    static Optional<Bucket> read(StoredBucket row) {
        try {
            return Optional.of(Bucket.read(row.body()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "the history of check {} from {} cannot be read: {}",
                    row.check(),
                    start(row.start()),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static List<StoredBucket> rows(String check, Page page) {
        return List.of(
                new StoredBucket(check, HOUR, page.hour, page.ofHour.write()),
                new StoredBucket(check, DAY, page.hour / DAY * DAY, page.ofDay.write()));
    }

    /** Writes what changed. */
    void flush() {
        List<StoredBucket> rows = new ArrayList<>();
        pages.forEach(
                (check, page) -> {
                    synchronized (page) {
                        if (page.changed) {
                            rows.addAll(rows(check, page));
                            page.changed = false;
                        }
                    }
                });
        for (int from = 0; from < rows.size(); from += TOGETHER) {
            write(rows.subList(from, Math.min(rows.size(), from + TOGETHER)));
        }
    }

    private void write(List<StoredBucket> rows) {
        store.put(List.copyOf(rows))
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "the history of {} checks could not be written: {}",
                                        rows.size() / 2,
                                        failure.getMessage());
                            }
                        });
    }

    /** Buckets of a check from a time on, also what is not written yet; by their starts. */
    Map<Instant, Bucket> buckets(String check, int hours, Instant from) {
        Map<Instant, Bucket> found = new TreeMap<>();
        long start = hour(from) / hours * hours;
        Page page = pages.get(check);
        boolean inMemory = false;
        if (page != null) {
            synchronized (page) {
                long now = page.hour / hours * hours;
                if (page.ofHour != null && now >= start) {
                    found.put(
                            start(now),
                            Bucket.read((hours == HOUR ? page.ofHour : page.ofDay).write()));
                    inMemory = now == start && page.furthest / hours * hours == now;
                }
            }
        }
        if (!inMemory) {
            for (StoredBucket row : store.buckets(check, hours, start)) {
                read(row).ifPresent(bucket -> found.putIfAbsent(start(row.start()), bucket));
            }
        }
        return found;
    }

    /** Forgets a check that was deleted, or that another node counts. */
    void forget(String check) {
        pages.remove(check);
    }

    /** Forgets all: another node counted them meanwhile. */
    void forget() {
        pages.clear();
    }

    static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), LENGTH.toSeconds());
    }

    static Instant start(long hour) {
        return Instant.ofEpochSecond(hour * LENGTH.toSeconds());
    }
}
