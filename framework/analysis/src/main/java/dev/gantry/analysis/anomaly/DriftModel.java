package dev.gantry.analysis.anomaly;

import dev.gantry.analysis.trend.RobustSlope;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Remembers hourly means of the last two weeks, and tells by {@link Decomposition} whether the
 * series drifts, such as a disk that fills or a response that becomes slower, under the ups and
 * downs of its days.
 *
 * <p>Points may come in any order: what is older than two weeks before the newest is left out.
 * Hours without points are filled by a straight line. Takes 4 kB. Not thread-safe.
 */
public final class DriftModel {
    private static final int KIND = 3;
    private static final int DAY = 24;
    private static final int DAYS = 14;
    private static final int HOURS = DAYS * DAY;
    private static final int FEWEST_DAYS = 3;
    private static final long HOUR = 3600;
    private static final long NONE = Long.MIN_VALUE;

    /** Chance does it once in a hundred series. */
    private static final double SURE = 0.99;

    private final double[] means = new double[HOURS];
    private final int[] counts = new int[HOURS];
    private long newest = NONE;

    /**
     * Learns a point.
     *
     * @throws IllegalArgumentException when the value is no finite number: leave such points out
     */
    public void add(Instant at, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "A measurement is a finite number, not " + value + ": leave it out.");
        }
        long hour = Math.floorDiv(at.getEpochSecond(), HOUR);
        if (newest != NONE && hour <= newest - HOURS) {
            return;
        }
        if (newest == NONE || hour - newest >= HOURS) {
            Arrays.fill(counts, 0);
        } else {
            for (long h = newest + 1; h <= hour; h++) {
                counts[place(h)] = 0;
            }
        }
        newest = newest == NONE ? hour : Math.max(newest, hour);
        int place = place(hour);
        counts[place]++;
        // not by the difference, which may be more than the largest number
        means[place] =
                counts[place] == 1
                        ? value
                        : means[place] * ((counts[place] - 1.0) / counts[place])
                                + value / counts[place];
    }

    private static int place(long hour) {
        return (int) Math.floorMod(hour, (long) HOURS);
    }

    /**
     * The drift of the whole days that end with the newest whole hour; empty with fewer than three,
     * or when less than half of their hours are known.
     */
    public Optional<Drift> drift() {
        double[] hours = hours();
        int days = hours.length / DAY;
        long known = Arrays.stream(hours).filter(h -> !Double.isNaN(h)).count();
        if (days < FEWEST_DAYS || 2 * known < hours.length) {
            return Optional.empty();
        }
        fill(hours);
        double[] seasonal = Decomposition.of(hours, DAY).seasonal();
        for (int i = 0; i < hours.length; i++) {
            hours[i] -= seasonal[i];
        }
        return Optional.of(drift(RobustSlope.medians(hours, DAY, days)))
                .filter(drift -> Double.isFinite(drift.perDay()));
    }

    /** Of the levels of days. */
    static Drift drift(double[] levels) {
        RobustSlope slope = RobustSlope.of(levels, SURE);
        return new Drift(slope.slope(), slope.sure(SURE), levels.length);
    }

    /**
     * Of whole days before the newest hour, which is under way; from the first day that has points;
     * not a number where none came.
     */
    private double[] hours() {
        if (newest == NONE) {
            return new double[0];
        }
        long first = newest - HOURS + 1;
        while (first < newest && counts[place(first)] == 0) {
            first++;
        }
        int length = (int) (newest - first) / DAY * DAY;
        double[] hours = new double[length];
        for (int i = 0; i < length; i++) {
            int place = place(newest - length + i);
            hours[i] = counts[place] == 0 ? Double.NaN : means[place];
        }
        return hours;
    }

    private static void fill(double[] hours) {
        int last = -1;
        for (int i = 0; i < hours.length; i++) {
            if (Double.isNaN(hours[i])) {
                continue;
            }
            for (int gap = last + 1; gap < i; gap++) {
                double part = last < 0 ? 1 : (double) (gap - last) / (i - last);
                hours[gap] = last < 0 ? hours[i] : hours[last] * (1 - part) + hours[i] * part;
            }
            last = i;
        }
        Arrays.fill(hours, last + 1, hours.length, hours[last]);
    }

    /** All that is remembered, up to 4 kB. */
    public byte[] snapshot() {
        return Snapshot.write(KIND, this::write);
    }

    /**
     * Goes on from a snapshot.
     *
     * @throws IllegalArgumentException when the bytes are none of a drift, are damaged or of a
     *     later version: begin anew then
     */
    public static DriftModel restore(byte[] snapshot) {
        DriftModel model = new DriftModel();
        Snapshot.read(snapshot, KIND, model::read);
        return model;
    }

    private void write(DataOutput out) throws IOException {
        out.writeLong(newest);
        for (int i = 0; i < HOURS; i++) {
            out.writeInt(counts[i]);
            if (counts[i] > 0) {
                out.writeDouble(means[i]);
            }
        }
    }

    private void read(DataInput in) throws IOException {
        newest = in.readLong();
        for (int i = 0; i < HOURS; i++) {
            counts[i] = in.readInt();
            means[i] = counts[i] > 0 ? in.readDouble() : 0;
        }
    }
}
