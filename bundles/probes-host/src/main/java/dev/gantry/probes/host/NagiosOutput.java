package dev.gantry.probes.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Nagios plugin writes: a line of text, then after {@code |} numbers as {@code
 * 'label'=value[unit];warn;crit;min;max}; further lines are text, and after another {@code |}
 * numbers again. As in the <a href="https://nagios-plugins.org/doc/guidelines.html">guidelines</a>
 * for such plugins.
 *
 * @param text the first line
 * @param measurements in seconds, bytes and ratios, with the unit at the end of the name; the
 *     limits where they are plain numbers, as {@code label.seconds.warn}
 */
record NagiosOutput(String text, Map<String, Double> measurements) {
    private static final int MOST = 90;
    private static final List<String> LIMITS = List.of("warn", "critical", "min", "max");
    private static final Pattern ITEM =
            Pattern.compile(
                    "(?:'((?:[^']|''){1,100})'|([^\\s='|]{1,100}))=([-+]?[0-9.,]{1,30}(?:[eE][-+]?\\d{1,3})?)"
                            + "([a-zA-Z%µ]{0,4})((?:;[^;\\s]{0,40}){0,4})");
    private static final Map<String, Unit> UNITS =
            Map.ofEntries(
                    Map.entry("", new Unit("", 1)),
                    Map.entry("s", new Unit(".seconds", 1)),
                    Map.entry("ms", new Unit(".seconds", 1e-3)),
                    Map.entry("us", new Unit(".seconds", 1e-6)),
                    Map.entry("µs", new Unit(".seconds", 1e-6)),
                    Map.entry("ns", new Unit(".seconds", 1e-9)),
                    Map.entry("%", new Unit(".ratio", 1e-2)),
                    Map.entry("c", new Unit(".total", 1)),
                    Map.entry("b", new Unit(".bytes", 1)),
                    Map.entry("kb", new Unit(".bytes", 1024)),
                    Map.entry("mb", new Unit(".bytes", 1024.0 * 1024)),
                    Map.entry("gb", new Unit(".bytes", 1024.0 * 1024 * 1024)),
                    Map.entry("tb", new Unit(".bytes", 1024.0 * 1024 * 1024 * 1024)),
                    Map.entry("kib", new Unit(".bytes", 1024)),
                    Map.entry("mib", new Unit(".bytes", 1024.0 * 1024)),
                    Map.entry("gib", new Unit(".bytes", 1024.0 * 1024 * 1024)),
                    Map.entry("tib", new Unit(".bytes", 1024.0 * 1024 * 1024 * 1024)));

    private record Unit(String suffix, double factor) {}

    static NagiosOutput of(String output) {
        String[] lines = output.split("\n", -1);
        int bar = lines[0].indexOf('|');
        String text = (bar < 0 ? lines[0] : lines[0].substring(0, bar)).strip();
        StringBuilder numbers = new StringBuilder(bar < 0 ? "" : lines[0].substring(bar + 1));
        boolean after = false;
        for (int i = 1; i < lines.length; i++) {
            int next = lines[i].indexOf('|');
            if (after) {
                numbers.append(' ').append(lines[i]);
            } else if (next >= 0) {
                after = true;
                numbers.append(' ').append(lines[i].substring(next + 1));
            }
        }
        return new NagiosOutput(text, measurements(numbers.toString()));
    }

    private static Map<String, Double> measurements(String numbers) {
        Map<String, Double> all = new LinkedHashMap<>();
        Matcher item = ITEM.matcher(numbers);
        while (item.find() && all.size() < MOST) {
            Unit unit = UNITS.get(item.group(4).toLowerCase(Locale.ROOT));
            String label = item.group(1) == null ? item.group(2) : item.group(1).replace("''", "'");
            if (unit == null) {
                unit = new Unit("." + item.group(4), 1);
            }
            String name = label.strip() + unit.suffix();
            put(all, name, item.group(3), unit.factor());
            String[] limits = item.group(5).split(";", -1);
            for (int i = 1; i < limits.length; i++) {
                put(all, name + "." + LIMITS.get(i - 1), limits[i], unit.factor());
            }
        }
        return all;
    }

    /** A range such as {@code 10:20} is no number, and left out. */
    private static void put(Map<String, Double> all, String name, String text, double factor) {
        try {
            double value = Double.parseDouble(text.replace(',', '.')) * factor;
            if (Double.isFinite(value)) {
                all.put(name, value);
            }
        } catch (NumberFormatException none) {
            return;
        }
    }
}
