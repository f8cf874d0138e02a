package dev.gantry.slo;

import dev.gantry.spi.store.StoredCount;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was counted of one thing, on this node and on others: by the minute for the windows of
 * alerts, by the hour for those of objectives. A window reaches from the start of the bucket that
 * it begins in, so it is longer by up to one bucket, and exact at the turn of one. Thread-safe.
 */
final class Counts {
    static final int MINUTE = 1;
    static final int HOUR = 60;

    /** What is asked for by the minute. */
    static final Duration FINE = Burn.WINDOWS.getLast();

    /** The longest window. */
    static final Duration LONGEST = Duration.ofDays(90);

    private static final int MINUTES = (int) FINE.toMinutes() + 2;
    private static final int HOURS = (int) LONGEST.toHours() + 2;

    private record Bucket(int minutes, long start) {}

    private final String counted;
    private final Ring minutes = new Ring(MINUTES);
    private final Ring hours = new Ring(HOURS);
    private final Set<Bucket> dirty = new LinkedHashSet<>();
    private Ring theirMinutes;
    private Ring theirHours;

    /**
     * @param counted what it is, as the store names it
     */
    Counts(String counted) {
        this.counted = counted;
    }

    synchronized void add(Instant now, long good, long total) {
        long minute = Math.floorDiv(now.getEpochSecond(), 60);
        long hour = Math.floorDiv(minute, HOUR);
        minutes.add(minute, good, total);
        hours.add(hour, good, total);
        dirty.add(new Bucket(MINUTE, minute));
        dirty.add(new Bucket(HOUR, hour * HOUR));
    }

    /** Adds what this node counted before it was started. */
    synchronized void restore(StoredCount count) {
        if (count.minutes() == MINUTE) {
            minutes.add(count.start(), count.good(), count.total());
        } else {
            hours.add(count.start() / HOUR, count.good(), count.total());
        }
    }

    /** Takes over what other nodes counted. */
    synchronized void others(StoredCount count) {
        if (theirMinutes == null) {
            theirMinutes = new Ring(MINUTES);
            theirHours = new Ring(HOURS);
        }
        if (count.minutes() == MINUTE) {
            theirMinutes.set(count.start(), count.good(), count.total());
        } else {
            theirHours.set(count.start() / HOUR, count.good(), count.total());
        }
    }

    /** What was counted within a window up to now. */
    synchronized Tally over(Duration window, Instant now) {
        boolean fine = window.compareTo(FINE) <= 0;
        long unit = fine ? 60 : 3600;
        long from = Math.floorDiv(now.minus(window).getEpochSecond(), unit);
        long to = Math.floorDiv(now.getEpochSecond(), unit);
        Tally own = (fine ? minutes : hours).sum(from, to);
        return theirMinutes == null
                ? own
                : own.plus((fine ? theirMinutes : theirHours).sum(from, to));
    }

    /** The oldest hour of a window that something was counted in. */
    synchronized Optional<Instant> since(Duration window, Instant now) {
        long from = Math.floorDiv(now.minus(window).getEpochSecond(), 3600);
        long to = Math.floorDiv(now.getEpochSecond(), 3600);
        long first = hours.first(from, to);
        if (theirHours != null) {
            first = Math.min(first, theirHours.first(from, to));
        }
        return first > to ? Optional.empty() : Optional.of(Instant.ofEpochSecond(first * 3600));
    }

    /** What changed on this node since it was asked last. */
    synchronized List<StoredCount> changed() {
        List<StoredCount> changed = new ArrayList<>();
        for (Bucket bucket : dirty) {
            Tally tally =
                    bucket.minutes == MINUTE
                            ? minutes.of(bucket.start)
                            : hours.of(bucket.start / HOUR);
            if (tally.total() > 0) {
                changed.add(
                        new StoredCount(
                                counted,
                                bucket.minutes,
                                bucket.start,
                                tally.good(),
                                tally.total()));
            }
        }
        dirty.clear();
        return changed;
    }

    /** Has these told as changed again, as they are not on disk. */
    synchronized void again(StoredCount count) {
        dirty.add(new Bucket(count.minutes(), count.start()));
    }
}
