package dev.gantry.analysis.forecast;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Samples as a regular series. Each step has the mean of the samples from its start to the start of
 * the next; steps begin at midnight UTC. What lies before a gap of more than seven days, and before
 * the last {@link Settings#MOST_STEPS} steps, is left out. A step without samples is filled: up to
 * three in a row on a straight line between their neighbours, more of them with the mean of the
 * nearest known steps at the same time of earlier and later cycles.
 *
 * @param start number of the first step since 1970
 * @param seconds of a step
 * @param cycle steps of the shortest cycle: a day, or a week where a step is a day
 * @param values one per step
 * @param known whether a step had samples
 */
record Grid(long start, long seconds, int cycle, double[] values, boolean[] known) {

    /** The least number of known steps. */
    static final int LEAST = 24;

    private static final int[] HOURS = {1, 2, 3, 4, 6, 8, 12, 24};
    private static final int STRAIGHT = 3;

    /** What samples came to: a series, or the reason why there is none. */
    record Made(Optional<Grid> grid, String reason) {
        private static Made not(String reason) {
            return new Made(Optional.empty(), reason + ". A forecast needs " + needed());
        }
    }

    static String needed() {
        return "at least "
                + LEAST
                + " known steps that span two days or more, at least half of all steps since the last gap of"
                + " seven days";
    }

    static Made of(List<Sample> samples, Optional<Duration> wanted) {
        long[] times =
                samples.stream()
                        .filter(Sample::known)
                        .mapToLong(s -> s.at().getEpochSecond())
                        .sorted()
                        .toArray();
        if (times.length == 0) {
            return Made.not(
                    samples.isEmpty()
                            ? "There are no samples"
                            : "None of " + samples.size() + " samples is a number");
        }
        long step = wanted.map(Duration::toSeconds).orElseGet(() -> step(times));
        if (step == 0) {
            return Made.not("The samples lie more than a day apart");
        }
        long last = Math.floorDiv(times[times.length - 1], step);
        long first = first(times, step, last);
        int length = (int) (last - first + 1);
        double[] means = new double[length];
        int[] counts = new int[length];
        for (Sample sample : samples) {
            long index = Math.floorDiv(sample.at().getEpochSecond(), step) - first;
            if (sample.known() && index >= 0) {
                int i = (int) index;
                counts[i]++;
                means[i] += (sample.value() - means[i]) / counts[i];
            }
        }
        boolean[] known = new boolean[length];
        int many = 0;
        for (int i = 0; i < length; i++) {
            known[i] = counts[i] > 0;
            many += known[i] ? 1 : 0;
        }
        if (many < LEAST || length * step < 2 * 86_400 || many * 2 < length) {
            return Made.not(
                    String.format(
                            "%,d of %,d steps of %s are known",
                            many, length, Duration.ofSeconds(step)));
        }
        int day = (int) (86_400 / step);
        Grid grid = new Grid(first, step, day > 1 ? day : 7, means, known);
        grid.fill();
        return new Made(Optional.of(grid), "");
    }

    private static long step(long[] times) {
        long[] distances = new long[times.length - 1];
        int n = 0;
        for (int i = 1; i < times.length; i++) {
            if (times[i] > times[i - 1]) {
                distances[n++] = times[i] - times[i - 1];
            }
        }
        long median = n == 0 ? 0 : Arrays.stream(distances, 0, n).sorted().toArray()[n / 2];
        return Arrays.stream(HOURS)
                .mapToLong(h -> h * 3_600L)
                .filter(s -> 5 * s >= 4 * median)
                .findFirst()
                .orElse(0);
    }

    private static long first(long[] times, long step, long last) {
        long least = last - Settings.MOST_STEPS + 1;
        int i = times.length - 1;
        while (i > 0
                && Math.floorDiv(times[i - 1], step) >= least
                && times[i] - times[i - 1] <= Duration.ofDays(7).toSeconds()) {
            i--;
        }
        return Math.floorDiv(times[i], step);
    }

    private void fill() {
        for (int i = 0; i < values.length; i++) {
            if (known[i]) {
                continue;
            }
            int end = i;
            while (!known[end]) {
                end++;
            }
            double before = values[i - 1];
            double after = values[end];
            int gap = end - i;
            for (int k = i; k < end; k++) {
                double share = (k - i + 1.0) / (gap + 1);
                double straight = before * (1 - share) + after * share;
                values[k] = gap <= STRAIGHT ? straight : sameTime(k, straight);
            }
            i = end;
        }
    }

    private double sameTime(int index, double otherwise) {
        int before = index - cycle;
        while (before >= 0 && !known[before]) {
            before -= cycle;
        }
        int after = index + cycle;
        while (after < values.length && !known[after]) {
            after += cycle;
        }
        if (before >= 0 && after < values.length) {
            return values[before] / 2 + values[after] / 2;
        }
        return before >= 0 ? values[before] : after < values.length ? values[after] : otherwise;
    }

    int count() {
        int n = 0;
        for (boolean k : known) {
            n += k ? 1 : 0;
        }
        return n;
    }

    /** Start of a step; the length of {@link #values} is where the forecast begins. */
    Instant at(int index) {
        return Instant.ofEpochSecond((start + index) * seconds);
    }

    /** Seven of the cycles; none where the cycle is a week itself. */
    int week() {
        return seconds == 86_400 ? 0 : 7 * cycle;
    }

    Duration step() {
        return Duration.ofSeconds(seconds);
    }

    int perDay() {
        return (int) (86_400 / seconds);
    }
}
