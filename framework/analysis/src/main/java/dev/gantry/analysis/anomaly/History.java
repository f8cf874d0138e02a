package dev.gantry.analysis.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Median, and median distance from it (F. R. Hampel, "The influence curve and its role in robust
 * estimation", JASA 69, 1974), of what is remembered: an even sample of 128 to 256 values of all
 * points, and when they are more than 16,000 of the last 16,000.
 */
final class History implements Baseline {
    private static final int SIZE = 256;
    private static final int WIDEST = 64;
    private static final int FEWEST = 5;

    private final float[] sample = new float[SIZE];
    private int kept;
    private int next;
    private int step = 1;
    private int skipped;
    private double median;
    private double deviation;

    @Override
    public Optional<Expected> expect(ZonedDateTime at) {
        return kept < FEWEST
                ? Optional.empty()
                : Optional.of(
                        new Expected(
                                median,
                                deviation + 1e-9 + 1e-3 * Math.abs(median),
                                Optional.empty()));
    }

    @Override
    public void learn(ZonedDateTime at, double value, Optional<Expected> expected) {
        if (++skipped < step) {
            return;
        }
        skipped = 0;
        if (kept == SIZE && step < WIDEST && next == 0) {
            for (int i = 0; i < SIZE / 2; i++) {
                sample[i] = sample[2 * i + 1];
            }
            kept = SIZE / 2;
            next = kept;
            step *= 2;
        }
        sample[next] = (float) value;
        next = (next + 1) % SIZE;
        kept = Math.min(kept + 1, SIZE);
        look();
    }

    private void look() {
        float[] sorted = Arrays.copyOf(sample, kept);
        median = Medians.middle(sorted);
        deviation = Medians.deviation(sorted, median);
    }

    @Override
    public Vote.Voter voter() {
        return Vote.Voter.HISTORY;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeShort(kept);
        out.writeShort(next);
        out.writeByte(step);
        out.writeByte(skipped);
        for (int i = 0; i < kept; i++) {
            out.writeFloat(sample[i]);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        kept = in.readUnsignedShort();
        next = in.readUnsignedShort();
        step = in.readUnsignedByte();
        skipped = in.readUnsignedByte();
        if (kept > SIZE || next >= SIZE || step == 0) {
            throw new IOException("the sample is out of bounds");
        }
        for (int i = 0; i < kept; i++) {
            sample[i] = in.readFloat();
        }
        if (kept > 0) {
            look();
        }
    }
}
