package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.nab.ScoringRule.Judged;
import dev.gantry.analysis.anomaly.nab.ScoringRule.Mark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Scores detectors over a folder of labelled series and prints tables; see {@code
 * distribution/bench/README.md}.
 */
public final class Anomalies {
    private Anomalies() {}

    public static void main(String[] args) throws IOException {
        LabelledFolder folder = LabelledFolder.read(Path.of(args[0]));
        Map<String, Supplier<StreamingDetector>> detectors = new LinkedHashMap<>();
        detectors.put("null", SimpleDetectors::nothing);
        detectors.put("random", () -> SimpleDetectors.random(42));
        detectors.put("windowed Gaussian", SimpleDetectors::windowedGaussian);
        for (Profile profile : folder.profiles()) {
            System.out.println(profile.name());
            for (var detector : detectors.entrySet()) {
                List<Judged> all = judge(folder.series(), detector.getValue());
                System.out.printf(
                        "%-20s %s%n", detector.getKey(), line(new ScoringRule(profile), all));
            }
        }
    }

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

    private static String line(ScoringRule rule, List<Judged> all) {
        List<Judged> chosen = half(all, 0);
        Mark best = rule.best(chosen);
        Mark other = rule.at(half(all, 1), best.threshold());
        Mark both = rule.at(all, best.threshold());
        Mark allBest = rule.best(all);
        return String.format(
                "%6.1f %6.1f %6.1f   (all, chosen on all: %6.1f) hits %d of %d, false %d, threshold %s",
                best.normalised(),
                other.normalised(),
                both.normalised(),
                allBest.normalised(),
                both.hits(),
                both.hits() + both.misses(),
                both.falseAlarms(),
                best.threshold());
    }

    private static List<Judged> half(List<Judged> all, int odd) {
        List<Judged> half = new ArrayList<>();
        for (int i = odd; i < all.size(); i += 2) {
            half.add(all.get(i));
        }
        return half;
    }
}
