package dev.gantry.analysis.anomaly.nab;

import dev.gantry.analysis.anomaly.nab.LabelledSeries.Window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The scoring rule of the Numenta Anomaly Benchmark: A. Lavin and S. Ahmad, "Evaluating Real-time
 * Anomaly Detection Algorithms", ICMLA 2015, section III. In a window only the best, that is the
 * earliest, detection counts; a detection outside of windows costs the more the farther it is
 * behind the last one; what is detected in the probationary part at the beginning does not count.
 */
public final class ScoringRule {
    private final Profile profile;

    public ScoringRule(Profile profile) {
        this.profile = profile;
    }

    /** A series and how unusual a detector thought each of its points. */
    public record Judged(LabelledSeries series, double[] scores) {}

    /** The sum over series at one threshold: points with that score or more are detections. */
    public record Mark(
            double threshold, double normalised, int hits, int misses, int falseAlarms) {}

    /** A point that counts: what its detection is worth, in which window, or in none (-1). */
    private record Point(double score, double worth, int window) {}

    /**
     * The scaled sigmoid, equation 1 of the paper without its weights.
     *
     * @param y from -1, the first point of a window, to 0, its end, and beyond in units of its
     *     width
     * @return 1 at most, -1 at least
     */
    static double sigmoid(double y) {
        return y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1;
    }

    /** What a detection at each point would be worth alone. */
    double[] worth(LabelledSeries series) {
        double[] worth = new double[series.size()];
        Window last = null;
        int next = 0;
        for (int i = 0; i < worth.length; i++) {
            if (last != null && last.last() >= i) {
                double y = -(last.last() - i + 1) / (double) last.width();
                worth[i] = profile.hit() * sigmoid(y) / sigmoid(-1);
            } else if (next < series.windows().size() && series.windows().get(next).first() == i) {
                last = series.windows().get(next++);
                worth[i] = profile.hit();
            } else {
                double y =
                        last == null
                                ? 4
                                : (i - last.last()) / (double) Math.max(1, last.width() - 1);
                worth[i] = profile.falseAlarm() * sigmoid(y);
            }
        }
        return worth;
    }

    /**
     * The mark at the threshold with which it is highest; of several that are equal, the highest
     * threshold.
     */
    public Mark best(List<Judged> all) {
        Mark best = null;
        for (Mark mark : sweep(all)) {
            if (best == null || mark.normalised() > best.normalised()) {
                best = mark;
            }
        }
        return best;
    }

    /** The mark at a threshold that was chosen elsewhere. */
    public Mark at(List<Judged> all, double threshold) {
        Mark found = null;
        for (Mark mark : sweep(all)) {
            if (mark.threshold() >= threshold) {
                found = mark;
            }
        }
        return found;
    }

    /**
     * One mark for each threshold that makes a difference, from above all scores, where nothing is
     * detected, down.
     */
    private List<Mark> sweep(List<Judged> all) {
        List<Point> points = new ArrayList<>();
        int windows = 0;
        for (Judged judged : all) {
            windows = points(judged, windows, points);
        }
        points.sort(Comparator.comparingDouble(Point::score).reversed());
        double[] earned = new double[windows];
        Arrays.fill(earned, -profile.miss());
        double lowest = -profile.miss() * windows;
        double range = profile.hit() * windows - lowest;
        List<Mark> marks = new ArrayList<>();
        double sum = lowest;
        int hits = 0;
        int falseAlarms = 0;
        double threshold = Double.POSITIVE_INFINITY;
        for (Point point : points) {
            if (point.score() != threshold) {
                marks.add(mark(threshold, sum - lowest, range, hits, windows, falseAlarms));
                threshold = point.score();
            }
            if (point.window() < 0) {
                sum += point.worth();
                falseAlarms++;
            } else if (point.worth() > earned[point.window()]) {
                hits += earned[point.window()] == -profile.miss() ? 1 : 0;
                sum += point.worth() - earned[point.window()];
                earned[point.window()] = point.worth();
            }
        }
        marks.add(mark(threshold, sum - lowest, range, hits, windows, falseAlarms));
        return marks;
    }

    private static Mark mark(
            double threshold, double sum, double range, int hits, int windows, int falseAlarms) {
        return new Mark(
                threshold, range == 0 ? 0 : 100 * sum / range, hits, windows - hits, falseAlarms);
    }

    /**
     * Numbers windows from {@code first} on, but those of which no point counts; answers the next
     * number.
     */
    private int points(Judged judged, int first, List<Point> into) {
        double[] worth = worth(judged.series());
        Map<Window, Integer> numbers = new HashMap<>();
        for (int i = judged.series().probation(); i < worth.length; i++) {
            Window in = null;
            for (Window window : judged.series().windows()) {
                in = window.first() <= i && i <= window.last() ? window : in;
            }
            int number = in == null ? -1 : numbers.computeIfAbsent(in, w -> first + numbers.size());
            into.add(new Point(judged.scores()[i], worth[i], number));
        }
        return first + numbers.size();
    }
}
