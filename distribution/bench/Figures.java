import java.util.Arrays;
import java.util.List;

/** Medians, percentiles, and how they are printed. */
final class Figures {

    private Figures() {}

    static double median(List<Double> values) {
        return percentile(values, 50);
    }

    /** The value below which so many percent lie; the upper one where there is no middle. */
    static double percentile(List<Double> values, double percent) {
        List<Double> sorted = values.stream().sorted().toList();
        int index = (int) Math.floor(sorted.size() * percent / 100);
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }

    static double max(List<Double> values) {
        return values.stream().max(Double::compare).orElseThrow();
    }

    /** Median and range. */
    static void row(String name, List<Double> values, String unit) {
        IO.println(String.format("  %-24s %.0f %s (%.0f to %.0f)", name, median(values), unit,
                values.stream().min(Double::compare).orElseThrow(), max(values)));
    }

    /** Median, 99th percentile and the worst. */
    static void tail(String name, List<Double> values, String unit) {
        IO.println(String.format("  %-38s p50 %.1f, p99 %.1f, max %.1f %s (%,d)", name,
                median(values), percentile(values, 99), max(values), unit, values.size()));
    }

    /** Mean of the last tenth over mean of the first: 1 is flat. */
    static double growth(double[] curve) {
        int tenth = Math.max(1, curve.length / 10);
        double first = Arrays.stream(curve, 0, tenth).average().orElseThrow();
        double last = Arrays.stream(curve, curve.length - tenth, curve.length).average().orElseThrow();
        return first == 0 ? (last == 0 ? 1 : Double.POSITIVE_INFINITY) : last / first;
    }
}
