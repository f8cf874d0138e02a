package dev.gantry.analysis.anomaly;

import java.util.Arrays;

/** Medians of small arrays. */
final class Medians {
    private Medians() {}

    /** The upper median; sorts the array. */
    static float middle(float[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** The median distance from the middle; overwrites the array. */
    static float deviation(float[] values, double middle) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.abs(values[i] - middle);
        }
        return middle(values);
    }
}
