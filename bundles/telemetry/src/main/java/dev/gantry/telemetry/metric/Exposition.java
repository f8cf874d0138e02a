package dev.gantry.telemetry.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The meters as they are shown to a scraper, read from Prometheus text 0.0.4 as Gantry writes it: a
 * family begins with its type.
 *
 * @param families in their order
 */
record Exposition(List<Family> families) {

    /**
     * One metric.
     *
     * @param type {@code counter}, {@code gauge}, {@code histogram}, {@code summary} or {@code
     *     untyped}
     */
    record Family(String name, String type, String help, List<Sample> samples) {}

    /**
     * One line.
     *
     * @param suffix of its name beyond the family's, such as {@code _bucket}
     */
    record Sample(String suffix, Map<String, String> labels, double value) {}

    static Exposition parse(String text) {
        List<Family> families = new ArrayList<>();
        Family now = new Family("", "untyped", "", new ArrayList<>());
        for (String line : text.split("\n")) {
            if (line.startsWith("# TYPE ")) {
                String[] parts = line.split(" ", 4);
                now = new Family(parts[2], parts[3].strip(), "", new ArrayList<>());
                families.add(now);
            } else if (line.startsWith("# HELP " + now.name() + " ")) {
                String help = unescaped(line.split(" ", 4)[3]);
                now = new Family(now.name(), now.type(), help, now.samples());
                families.set(families.size() - 1, now);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                sample(line, now);
            }
        }
        return new Exposition(families);
    }

    private static void sample(String line, Family family) {
        int brace = line.indexOf('{');
        int space = line.indexOf(' ');
        int nameEnd = brace >= 0 && (space < 0 || brace < space) ? brace : space;
        if (nameEnd < 0) {
            return;
        }
        String name = line.substring(0, nameEnd);
        Map<String, String> labels = new LinkedHashMap<>();
        int valueFrom = nameEnd;
        if (nameEnd == brace) {
            valueFrom = labels(line, brace + 1, labels);
        }
        String value = line.substring(valueFrom).strip().split(" ")[0];
        if (name.startsWith(family.name())) {
            family.samples()
                    .add(new Sample(name.substring(family.name().length()), labels, number(value)));
        }
    }

    /** Reads up to the closing brace; where it goes on. */
    private static int labels(String line, int from, Map<String, String> into) {
        int i = from;
        while (i < line.length() && line.charAt(i) != '}') {
            int equals = line.indexOf('=', i);
            String key = line.substring(i, equals).strip();
            StringBuilder value = new StringBuilder();
            i = equals + 2;
            while (line.charAt(i) != '"') {
                if (line.charAt(i) == '\\') {
                    i++;
                    value.append(line.charAt(i) == 'n' ? '\n' : line.charAt(i));
                } else {
                    value.append(line.charAt(i));
                }
                i++;
            }
            into.put(key, value.toString());
            i++;
            if (i < line.length() && line.charAt(i) == ',') {
                i++;
            }
        }
        return i + 1;
    }

    static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String unescaped(String help) {
        return help.replace("\\n", "\n").replace("\\\\", "\\");
    }
}
