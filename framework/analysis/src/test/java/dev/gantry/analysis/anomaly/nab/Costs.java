package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.JointModel;
import dev.gantry.analysis.anomaly.SeriesModel;

import java.lang.management.ManagementFactory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a model takes: processor time for each point, bytes in memory and in a snapshot. */
final class Costs {
    private static final int MODELS = 100;
    private static final int POINTS = 4000;
    private static final int JOINT_MODELS = 10;

    private Costs() {}

    static void print(List<LabelledSeries> series) {
        long points = 0;
        long time = 0;
        long longest = 0;
        for (LabelledSeries one : series) {
            SeriesModel model = new SeriesModel(ZoneOffset.UTC);
            long start = processor();
            for (int i = 0; i < one.size(); i++) {
                model.add(one.times().get(i), one.values()[i]);
            }
            time += processor() - start;
            points += one.size();
            longest = Math.max(longest, model.snapshot().length);
        }
        System.out.printf(
                "%n%.1f µs a point over %,d points; snapshots of %,d bytes at most; ",
                time / 1e3 / points, points, longest);
        LabelledSeries busiest =
                series.stream().max(Comparator.comparingInt(LabelledSeries::size)).orElseThrow();
        heap(busiest);
        System.out.printf("%,d bytes of heap for each of %d models%n", heap(busiest), MODELS);
        joint(busiest);
        System.out.printf("three measurements together: %s%n", joint(busiest));
    }

    private static long heap(LabelledSeries series) {
        List<SeriesModel> models = new ArrayList<>();
        for (int m = 0; m < MODELS; m++) {
            SeriesModel model = new SeriesModel(ZoneOffset.UTC);
            models.add(model);
            for (int i = 0; i < Math.min(POINTS, series.size()); i++) {
                model.add(series.times().get(i), series.values()[i]);
            }
        }
        long with = used();
        models.clear();
        return (with - used()) / MODELS;
    }

    /** Sets of three points that follow each other. */
    private static String joint(LabelledSeries series) {
        List<JointModel> models = new ArrayList<>();
        long start = processor();
        int sets = Math.min(POINTS, series.size() - 2);
        for (int m = 0; m < JOINT_MODELS; m++) {
            JointModel model = new JointModel(3);
            models.add(model);
            for (int i = 0; i < sets; i++) {
                model.add(series.values()[i], series.values()[i + 1], series.values()[i + 2]);
            }
        }
        double micros = (processor() - start) / 1e3 / sets / JOINT_MODELS;
        int snapshot = models.getFirst().snapshot().length;
        long with = used();
        models.clear();
        long heap = (with - used()) / JOINT_MODELS;
        return String.format(
                "%.1f µs a set, a snapshot of %,d bytes, %,d bytes of heap",
                micros, snapshot, heap);
    }

    /** Nanoseconds that this thread had a core. */
    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
