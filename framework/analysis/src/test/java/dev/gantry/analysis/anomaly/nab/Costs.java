package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.SeriesModel;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a model takes: time for each point, bytes in memory and in a snapshot. */
final class Costs {
    private static final int MODELS = 100;
    private static final int POINTS = 4000;

    private Costs() {}

    static void print(List<LabelledSeries> series) {
        long points = 0;
        long time = 0;
        long longest = 0;
        for (LabelledSeries one : series) {
            SeriesModel model = new SeriesModel(ZoneOffset.UTC);
            long start = System.nanoTime();
            for (int i = 0; i < one.size(); i++) {
                model.add(one.times().get(i), one.values()[i]);
            }
            time += System.nanoTime() - start;
            points += one.size();
            longest = Math.max(longest, model.snapshot().length);
        }
        System.out.printf(
                "%n%.1f µs a point over %,d points; snapshots of %,d bytes at most; ",
                time / 1e3 / points, points, longest);
        List<SeriesModel> models = new ArrayList<>();
        for (int m = 0; m < MODELS; m++) {
            models.add(new SeriesModel(ZoneOffset.UTC));
        }
        LabelledSeries busiest =
                series.stream().max(Comparator.comparingInt(LabelledSeries::size)).orElseThrow();
        for (SeriesModel model : models) {
            for (int i = 0; i < Math.min(POINTS, busiest.size()); i++) {
                model.add(busiest.times().get(i), busiest.values()[i]);
            }
        }
        long with = used();
        models.clear();
        System.out.printf(
                "%,d bytes of heap for each of %d models%n", (with - used()) / MODELS, MODELS);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
