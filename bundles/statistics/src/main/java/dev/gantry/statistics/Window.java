package dev.gantry.statistics;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is asked for: some steps up to now.
 *
 * @param first when the first step begins, in minutes since 1970
 * @param minutes how long a step is
 * @param steps how many there are
 */
record Window(long first, int minutes, int steps) {
    private static final Logger LOG = LoggerFactory.getLogger(Window.class);

    /**
     * Checks what is asked for.
     *
     * @throws GantryException {@code INVALID} with the remedy
     */
    static Window of(Duration window, Duration step, Instant now) {
        if (window.compareTo(Statistics.FINE) < 0 || window.compareTo(Statistics.LONGEST) > 0) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "The window is from PT1M to P7D, not "
                            + window
                            + "; older runs are in exports");
        }
        if (step.compareTo(Statistics.FINE) < 0 || !whole(step, Statistics.FINE)) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "The step is a whole number of minutes, not " + step + "; take PT1M or more");
        }
        boolean fine = window.compareTo(Statistics.FINE_WINDOW) <= 0;
        if (!fine && !whole(step, Statistics.COARSE)) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "A window of more than PT24H wants a step of a multiple of PT10M, not " + step);
        }
        int minutes = (int) step.toMinutes();
        long steps = Math.ceilDiv(window.toMillis(), step.toMillis());
        if (steps > Statistics.MOST_STEPS) {
            throw new GantryException(
                    GantryException.Code.INVALID,
                    "The window has "
                            + steps
                            + " steps and may have "
                            + Statistics.MOST_STEPS
                            + "; take a longer step");
        }
        long minute = Incoming.minute(now.toEpochMilli());
        long last = minute - Math.floorMod(minute, minutes);
        return new Window(last - (steps - 1) * minutes, minutes, (int) steps);
    }

    private static boolean whole(Duration step, Duration unit) {
        return step.toMillis() % unit.toMillis() == 0 && step.toNanosPart() % 1_000_000 == 0;
    }

    Duration step() {
        return Duration.ofMinutes(minutes);
    }

    /**
     * Adds up.
     *
     * @param buckets by their beginning; each is within one step
     */
    RunStatistics of(Map<Long, List<byte[]>> buckets, String task, String tenant, Instant now) {
        List<Tally> sums = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            sums.add(new Tally());
        }
        Map<String, Tally> tasks = new TreeMap<>();
        buckets.forEach(
                (start, those) -> {
                    int step = (int) Math.floorDiv(start - first, (long) minutes);
                    if (step >= 0 && step < steps) {
                        those.forEach(
                                bucket ->
                                        add(
                                                bucket,
                                                key ->
                                                        wanted(key, task, tenant)
                                                                ? List.of(
                                                                        sums.get(step),
                                                                        tasks.computeIfAbsent(
                                                                                key.task(),
                                                                                name ->
                                                                                        new Tally()))
                                                                : List.of()));
                    }
                });
        List<RunStatistics.Step> series = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            Tally sum = sums.get(i);
            series.add(
                    new RunStatistics.Step(
                            at(first + (long) i * minutes),
                            sum.started(),
                            figures(sum),
                            sum.waits().percentile(0.95)));
        }
        List<RunStatistics.Task> each = new ArrayList<>();
        tasks.forEach(
                (name, sum) -> {
                    if (sum.lastResult() != null) {
                        each.add(new RunStatistics.Task(name, figures(sum), last(sum)));
                    }
                });
        return new RunStatistics(at(first), now, step(), series, each);
    }

    private static boolean wanted(Bucket.Key key, String task, String tenant) {
        return (task == null || task.equals(key.task()))
                && (tenant == null || tenant.equals(key.tenant()));
    }

    private static void add(byte[] bucket, Function<Bucket.Key, List<Tally>> sums) {
        try {
            Bucket.add(bucket, sums);
        } catch (IllegalArgumentException e) {
            LOG.warn("Some statistics are damaged, and left out: {}", e.getMessage());
        }
    }

    private static Instant at(long minute) {
        return Instant.ofEpochSecond(minute * 60);
    }

    private static RunStatistics.Figures figures(Tally tally) {
        Histogram durations = tally.durations();
        return new RunStatistics.Figures(
                tally.finished(),
                durations.percentile(0.5),
                durations.percentile(0.95),
                durations.percentile(0.99));
    }

    private static RunStatistics.Last last(Tally tally) {
        return new RunStatistics.Last(
                RunId.text(tally.lastRun()),
                tally.lastResult(),
                Instant.ofEpochMilli(tally.lastAt()));
    }
}
