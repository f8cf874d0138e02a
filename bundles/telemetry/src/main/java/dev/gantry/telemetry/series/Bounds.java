package dev.gantry.telemetry.series;

import java.time.Duration;
import java.util.List;

/** The upper ends of a histogram's buckets, the last one without an end. Immutable. */
final class Bounds {
    private final long[] nanos;
    private final double[] seconds;

    Bounds(List<Duration> steps) {
        nanos = steps.stream().mapToLong(Duration::toNanos).toArray();
        seconds = new double[nanos.length];
        for (int i = 0; i < nanos.length; i++) {
            seconds[i] = nanos[i] / 1e9;
        }
    }

    double[] seconds() {
        return seconds;
    }

    int of(long took) {
        int place = 0;
        while (place < nanos.length && nanos[place] < took) {
            place++;
        }
        return place;
    }
}
