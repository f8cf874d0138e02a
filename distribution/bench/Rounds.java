import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of interleaved rounds by name, and a table of their medians with what is aimed at. */
final class Rounds {
    static final int COUNT = Integer.getInteger("rounds", 5);

    private final String unit;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    Rounds(String unit) {
        this.unit = unit;
    }

    void put(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        IO.println(String.format("    %-34s %s", name, number(value)));
    }

    List<Double> get(String name) {
        return values.getOrDefault(name, List.of());
    }

    double median(String name) {
        return Figures.median(values.get(name));
    }

    /** Medians and ranges. */
    void print(String title) {
        IO.println(title + ", " + unit + ", median of " + COUNT + " interleaved rounds (range)");
        values.forEach((name, all) -> IO.println(String.format("  %-34s %s (%s to %s)", name, number(Figures.median(all)),
                number(all.stream().min(Double::compare).orElseThrow()), number(Figures.max(all)))));
    }

    /** Ours over theirs, where they were there. */
    void ratio(String ours, String theirs, double aim) {
        if (values.containsKey(theirs)) {
            judge(ours + " : " + theirs, median(ours) / median(theirs), aim, true);
        }
    }

    /** Whether the median is as high, or as low, as it should be. */
    void aim(String name, double aim, boolean atLeast) {
        judge(name, median(name), aim, atLeast);
    }

    static void judge(String name, double value, double aim, boolean atLeast) {
        IO.println(String.format("  %-46s %-9s aim %s %-9s %s", name, number(value), atLeast ? "≥" : "≤", number(aim),
                (atLeast ? value >= aim : value <= aim) ? "met" : "MISSED by " + String.format("%.2f", atLeast ? aim / value : value / aim)));
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 ? String.format("%,.0f", value) : String.format("%.2f", value);
    }
}
