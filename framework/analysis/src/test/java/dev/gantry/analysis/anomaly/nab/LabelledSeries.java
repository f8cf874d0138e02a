package dev.gantry.analysis.anomaly.nab;

import java.time.Instant;
import java.util.List;

/**
 * A series and where a person saw something unusual in it.
 *
 * @param windows in order, not overlapping
 */
public record LabelledSeries(
        String name, List<Instant> times, double[] values, List<Window> windows) {
    /** From the one index to the other, both included. */
    public record Window(int first, int last) {
        int width() {
            return last - first + 1;
        }
    }

    public int size() {
        return values.length;
    }

    /**
     * How many points at the beginning are there to learn from and do not count: 15 %, of 5,000 at
     * most.
     */
    public int probation() {
        return (int) Math.min(Math.floor(0.15 * size()), 0.15 * 5000);
    }
}
