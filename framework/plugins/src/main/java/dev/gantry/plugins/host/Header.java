package dev.gantry.plugins.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads OSGi manifest headers: clauses of paths with attributes and directives. */
final class Header {

    /**
     * One clause.
     *
     * @param paths what comes before the first parameter
     * @param parameters attributes under their names (types cut off), directives under name and
     *     colon
     */
    record Clause(List<String> paths, Map<String, String> parameters) {}

    private Header() {}

    static List<Clause> parse(String header) {
        List<Clause> clauses = new ArrayList<>();
        if (header == null || header.isBlank()) {
            return clauses;
        }
        for (String clause : split(header, ',')) {
            List<String> paths = new ArrayList<>();
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String part : split(clause, ';')) {
                int equals = equalsSign(part);
                if (equals < 0) {
                    paths.add(part.strip());
                } else {
                    put(part, equals, parameters);
                }
            }
            clauses.add(new Clause(paths, parameters));
        }
        return clauses;
    }

    private static void put(String part, int equals, Map<String, String> parameters) {
        boolean directive = equals > 0 && part.charAt(equals - 1) == ':';
        String name = part.substring(0, directive ? equals - 1 : equals).strip();
        int type = name.indexOf(':');
        if (type > 0) {
            name = name.substring(0, type);
        }
        parameters.put(directive ? name + ":" : name, unquote(part.substring(equals + 1).strip()));
    }

    private static int equalsSign(String part) {
        int quote = part.indexOf('"');
        int equals = part.indexOf('=');
        return quote >= 0 && quote < equals ? -1 : equals;
    }

    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"') {
            return value;
        }
        return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == separator && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
