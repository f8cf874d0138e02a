package dev.gantry.analysis.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The level of the last points: an exponentially weighted mean (S. W. Roberts, "Control chart tests
 * based on geometric moving averages", Technometrics 1, 1959), and the mean distance from it, in
 * which one point counts for four times the distance at most, so that an outlier does not hide the
 * next.
 */
final class Level implements Baseline {
    private static final double WEIGHT = 0.05;
    private static final double SCALE_WEIGHT = 0.01;
    private static final double MOST = 4;
    private static final int FEWEST = 5;
    private static final int SETTLED = 30;

    private double mean;
    private double deviation;
    private int points;

    @Override
    public Optional<Expected> expect(ZonedDateTime at) {
        return points < FEWEST
                ? Optional.empty()
                : Optional.of(new Expected(mean, deviation + floor(), Optional.empty()));
    }

    private double floor() {
        return 1e-9 + 1e-6 * Math.abs(mean);
    }

    @Override
    public void learn(ZonedDateTime at, double value, Optional<Expected> expected) {
        if (points == 0) {
            mean = value;
        } else {
            double distance = Math.abs(value - mean);
            double counted =
                    points < SETTLED ? distance : Math.min(distance, MOST * (deviation + floor()));
            deviation += Math.max(SCALE_WEIGHT, 1.0 / points) * (counted - deviation);
            mean += Math.max(WEIGHT, 1.0 / (points + 1)) * (value - mean);
        }
        points = Math.min(points + 1, 1_000_000);
    }

    @Override
    public Vote.Voter voter() {
        return Vote.Voter.LEVEL;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(mean);
        out.writeDouble(deviation);
        out.writeInt(points);
    }

    @Override
    public void read(DataInput in) throws IOException {
        mean = in.readDouble();
        deviation = in.readDouble();
        points = in.readInt();
    }
}
