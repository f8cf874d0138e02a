package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.Judgement;
import dev.gantry.analysis.anomaly.SeriesModel;
import dev.gantry.analysis.anomaly.nab.ScoringRule.Judged;
import dev.gantry.analysis.anomaly.nab.ScoringRule.Mark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Scores detectors over a folder of labelled series and prints tables; see {@code
 * distribution/bench/README.md}.
 */
public final class Anomalies {
    private static final int SPLITS = 50;
    private static final String GANTRY = "Gantry";

    private final LabelledFolder folder;
    private final Map<String, List<Judged>> judged = new LinkedHashMap<>();

    private Anomalies(LabelledFolder folder) {
        this.folder = folder;
    }

    /**
     * @param args the folder
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println(
                    "Give one folder: with data/**.csv, combined_windows.json and profiles.json in it.");
            System.exit(2);
        }
        LabelledFolder folder = LabelledFolder.read(Path.of(args[0]));
        Anomalies anomalies = new Anomalies(folder);
        anomalies.judge("null", SimpleDetectors::nothing);
        anomalies.judge("random", () -> SimpleDetectors.random(42));
        anomalies.judge("windowed Gaussian", SimpleDetectors::windowedGaussian);
        anomalies.judge(GANTRY, Anomalies::gantry);
        folder.profiles().forEach(anomalies::table);
        anomalies.each();
        Costs.print(folder.series());
    }

    /** What is shown to people: where an episode begins or becomes worse. */
    static StreamingDetector gantry() {
        SeriesModel model = new SeriesModel(ZoneOffset.UTC);
        return (at, value) -> model.add(at, value).onset();
    }

    /** Each series with a new detector, point by point. */
    static List<Judged> judge(List<LabelledSeries> series, Supplier<StreamingDetector> detectors) {
        List<Judged> all = new ArrayList<>();
        for (LabelledSeries one : series) {
            StreamingDetector detector = detectors.get();
            double[] scores = new double[one.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = detector.add(one.times().get(i), one.values()[i]);
            }
            all.add(new Judged(one, scores));
        }
        return all;
    }

    private void judge(String name, Supplier<StreamingDetector> detectors) {
        judged.put(name, judge(folder.series(), detectors));
    }

    private void table(Profile profile) {
        System.out.printf(
                "%n%s, %d series: threshold chosen on the half%n",
                profile.name(), folder.series().size());
        System.out.println(
                "                     A: on A   B  all | B: on B   A  all | on all: hits, misses, false alarms"
                        + " | threshold by a random half: other half, mean (5 % to 95 %)");
        ScoringRule rule = new ScoringRule(profile);
        judged.forEach(
                (name, all) -> {
                    List<Judged> a = half(all, 0);
                    List<Judged> b = half(all, 1);
                    Mark best = rule.best(all);
                    double[] others = splits(rule, all);
                    System.out.printf(
                            "%-20s %s |%s | %5.1f %4d %4d %5d | %5.1f (%.1f to %.1f)%n",
                            name,
                            row(rule, a, b, all),
                            row(rule, b, a, all),
                            best.normalised(),
                            best.hits(),
                            best.misses(),
                            best.falseAlarms(),
                            Arrays.stream(others).average().orElse(0),
                            others[others.length / 20],
                            others[others.length - 1 - others.length / 20]);
                });
        Mark fixed = rule.at(judged.get(GANTRY), Judgement.UNUSUAL);
        System.out.printf(
                "%s at its own threshold, %.1f, which is the same everywhere: %.1f, %d hits, %d misses, %d false alarms%n",
                GANTRY,
                Judgement.UNUSUAL,
                fixed.normalised(),
                fixed.hits(),
                fixed.misses(),
                fixed.falseAlarms());
    }

    private static String row(
            ScoringRule rule, List<Judged> chosen, List<Judged> other, List<Judged> all) {
        Mark best = rule.best(chosen);
        return String.format(
                "%6.1f %5.1f %5.1f",
                best.normalised(),
                rule.at(other, best.threshold()).normalised(),
                rule.at(all, best.threshold()).normalised());
    }

    /**
     * Marks of the halves that the threshold was not chosen on, over random splits that are always
     * the same; sorted.
     */
    private static double[] splits(ScoringRule rule, List<Judged> all) {
        Random random = new Random(7);
        double[] marks = new double[2 * SPLITS];
        for (int i = 0; i < SPLITS; i++) {
            List<Judged> shuffled = new ArrayList<>(all);
            Collections.shuffle(shuffled, random);
            List<Judged> one = shuffled.subList(0, shuffled.size() / 2);
            List<Judged> other = shuffled.subList(shuffled.size() / 2, shuffled.size());
            marks[2 * i] = rule.at(other, rule.best(one).threshold()).normalised();
            marks[2 * i + 1] = rule.at(one, rule.best(other).threshold()).normalised();
        }
        Arrays.sort(marks);
        return marks;
    }

    private void each() {
        Profile standard = folder.profiles().getFirst();
        ScoringRule rule = new ScoringRule(standard);
        System.out.printf(
                "%n%s of %s at %.1f, each series%n", standard.name(), GANTRY, Judgement.UNUSUAL);
        for (Judged one : judged.get(GANTRY)) {
            Mark mark = rule.at(List.of(one), Judgement.UNUSUAL);
            System.out.printf(
                    "%-64s %6.1f %3d hits %3d misses %3d false alarms%n",
                    one.series().name(),
                    mark.normalised(),
                    mark.hits(),
                    mark.misses(),
                    mark.falseAlarms());
        }
    }

    /** Every second series by name, from the first or the second on. */
    private static List<Judged> half(List<Judged> all, int from) {
        return IntStream.iterate(from, i -> i < all.size(), i -> i + 2).mapToObj(all::get).toList();
    }
}
