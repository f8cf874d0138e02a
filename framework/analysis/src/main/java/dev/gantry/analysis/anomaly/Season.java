package dev.gantry.analysis.anomaly;

import dev.gantry.analysis.anomaly.Slot.Days;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Median, and median distance from it, of the same hour of earlier days: of weekdays or weekends,
 * once four of these days are known, else of all. At most four values an hour are kept, 56 for each
 * hour of the day, so two weeks. Half of the scale is that of the hour, half the mean over all
 * hours, so that an hour which happened to be calm is no trap.
 */
final class Season implements Baseline {
    private static final int HOURS = 24;
    private static final int SIZE = 56;
    private static final long SPACING = 900;
    private static final int FEWEST = 6;
    private static final int ENOUGH = 16;
    private static final double MOST = 4;
    private static final int SETTLED = 30;
    private static final double SCALE_WEIGHT = 0.002;

    private final float[][] values = new float[HOURS][];
    private final boolean[][] weekend = new boolean[HOURS][];
    private final int[] kept = new int[HOURS];
    private final int[] next = new int[HOURS];
    private final long[] last = new long[HOURS];
    private double common;
    private int points;

    @Override
    public Optional<Expected> expect(ZonedDateTime at) {
        int hour = at.getHour();
        if (kept[hour] < FEWEST) {
            return Optional.empty();
        }
        boolean resting = resting(at);
        int alike = 0;
        for (int i = 0; i < kept[hour]; i++) {
            alike += weekend[hour][i] == resting ? 1 : 0;
        }
        boolean all = alike < ENOUGH;
        float[] relevant = new float[all ? kept[hour] : alike];
        int n = 0;
        for (int i = 0; i < kept[hour]; i++) {
            if (all || weekend[hour][i] == resting) {
                relevant[n++] = values[hour][i];
            }
        }
        double median = Medians.middle(relevant);
        double own = Medians.deviation(relevant, median);
        Days days = all ? Days.ALL : resting ? Days.WEEKENDS : Days.WEEKDAYS;
        return Optional.of(
                new Expected(
                        median,
                        (own + common) / 2 + 1e-9 + 1e-6 * Math.abs(median),
                        Optional.of(new Slot(days, hour))));
    }

    @Override
    public void learn(ZonedDateTime at, double value, Optional<Expected> expected) {
        expected.ifPresent(
                usual -> {
                    points = Math.min(points + 1, 1_000_000);
                    double distance = Math.abs(value - usual.middle());
                    double counted =
                            points < SETTLED ? distance : Math.min(distance, MOST * usual.scale());
                    common += Math.max(SCALE_WEIGHT, 1.0 / points) * (counted - common);
                });
        int hour = at.getHour();
        long second = at.toEpochSecond();
        if (kept[hour] > 0 && Math.abs(second - last[hour]) < SPACING) {
            return;
        }
        if (kept[hour] == 0) {
            values[hour] = new float[SIZE];
            weekend[hour] = new boolean[SIZE];
        }
        last[hour] = second;
        values[hour][next[hour]] = (float) value;
        weekend[hour][next[hour]] = resting(at);
        next[hour] = (next[hour] + 1) % SIZE;
        kept[hour] = Math.min(kept[hour] + 1, SIZE);
    }

    private static boolean resting(ZonedDateTime at) {
        return at.getDayOfWeek() == DayOfWeek.SATURDAY || at.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    @Override
    public Vote.Voter voter() {
        return Vote.Voter.SEASON;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(common);
        out.writeInt(points);
        for (int hour = 0; hour < HOURS; hour++) {
            out.writeByte(kept[hour]);
            out.writeByte(next[hour]);
            out.writeLong(last[hour]);
            for (int i = 0; i < kept[hour]; i++) {
                out.writeFloat(values[hour][i]);
                out.writeBoolean(weekend[hour][i]);
            }
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        common = in.readDouble();
        points = in.readInt();
        for (int hour = 0; hour < HOURS; hour++) {
            kept[hour] = in.readUnsignedByte();
            next[hour] = in.readUnsignedByte();
            last[hour] = in.readLong();
            if (kept[hour] > SIZE || next[hour] >= SIZE) {
                throw new IOException("an hour is out of bounds");
            }
            values[hour] = kept[hour] == 0 ? null : new float[SIZE];
            weekend[hour] = kept[hour] == 0 ? null : new boolean[SIZE];
            for (int i = 0; i < kept[hour]; i++) {
                values[hour][i] = in.readFloat();
                weekend[hour][i] = in.readBoolean();
            }
        }
    }
}
