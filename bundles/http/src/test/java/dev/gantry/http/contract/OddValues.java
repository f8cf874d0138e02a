package dev.gantry.http.contract;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Values that a schema of the document refuses, or just allows, as JSON and as text. */
final class OddValues {
    private static final List<String> ANY =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1.5",
                    "1e400",
                    "1e999999999",
                    "-9223372036854775809",
                    "123456789012345678901234567890",
                    "\"\"",
                    "\" \"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"../../etc/passwd\"",
                    "\"a'b;--\"",
                    "[]",
                    "[null]",
                    "{}",
                    "{\"a\":1e999999999}",
                    "{\"a\":{}}");
    private static final List<String> TIMES =
            List.of(
                    "yesterday",
                    "2026-13-45T99:99:99Z",
                    "+1000000000-12-31T23:59:59.999999999Z",
                    "-1000000000-01-01T00:00:00Z",
                    "1969-12-31T23:59:59Z",
                    "2026-01-01T00:00:00",
                    "2026-01-01T00:00:00+18:00");
    private static final List<String> DURATIONS =
            List.of(
                    "PT0S",
                    "PT-5S",
                    "P1Y",
                    "5",
                    "1ms",
                    "PT0.0000000001S",
                    "PT2562047788015215H30M7S",
                    "P106751991167300DT15H30M7S",
                    "999999999999d");

    private OddValues() {}

    /** As members of a body. */
    static List<String> json(JsonNode schema) {
        List<String> values = new ArrayList<>(ANY);
        for (String text : texts(schema)) {
            values.add(quoted(text));
        }
        for (String bound : bounds(schema)) {
            values.add(bound);
        }
        return values;
    }

    /** As parameters of an address, or variables of a path; not encoded. */
    static List<String> parameters(JsonNode schema) {
        List<String> values = new ArrayList<>(texts(schema));
        values.addAll(bounds(schema));
        values.addAll(
                List.of(
                        "",
                        " ",
                        "\u0000",
                        "\n",
                        "none.such",
                        "..",
                        "a/b",
                        "%",
                        "_",
                        "\\",
                        "\ud83d\udca9",
                        "=",
                        "=x",
                        "x=",
                        "-1",
                        "1.5",
                        "abc",
                        "9223372036854775808",
                        "zzzzzzzzzzzzz",
                        "7zzzzzzzzzzzz",
                        "0000000000000",
                        "x".repeat(3000)));
        return values;
    }

    private static List<String> texts(JsonNode schema) {
        List<String> texts = new ArrayList<>();
        schema.path("enum").forEach(each -> texts.add(each.asString("").toUpperCase()));
        schema.path("enum").forEach(each -> texts.add(each.asString("")));
        if (schema.path("maxLength").isNumber()) {
            int most = schema.path("maxLength").intValue();
            texts.add("x".repeat(most));
            texts.add("x".repeat(most + 1));
        }
        String format = schema.path("format").asString("");
        if (format.equals("date-time")) {
            texts.addAll(TIMES);
        }
        if (format.equals("duration")) {
            texts.addAll(DURATIONS);
        }
        return texts;
    }

    private static List<String> bounds(JsonNode schema) {
        List<String> bounds = new ArrayList<>();
        for (String bound : List.of("minimum", "maximum")) {
            if (schema.path(bound).isIntegralNumber()) {
                long value = schema.path(bound).longValue();
                bounds.addAll(List.of("" + value, "" + (value - 1), "" + (value + 1)));
            }
        }
        return bounds;
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each < ' ' || each == '"' || each == '\\') {
                quoted.append(String.format("\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
