package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;

import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** An expectation of what is at a place. A path that finds several expects it of each. */
final class JsonPlace implements JsonCheck {
    private final JsonExpectation expected;
    private final JsonPath path;
    private final Optional<Regex> regex;

    private JsonPlace(JsonExpectation expected, JsonPath path, Optional<Regex> regex) {
        this.expected = expected;
        this.path = path;
        this.regex = regex;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static JsonPlace of(String property, JsonExpectation expected) {
        if (hasRegex(expected.path())) {
            throw new IllegalArgumentException(
                    "`%s/path`: %s has a regular expression (=~), which can take for ever on what a target answers; compare with == or in, or use `matches`"
                            .formatted(property, expected.path()));
        }
        try {
            return new JsonPlace(
                    expected,
                    JsonPath.compile(expected.path()),
                    expected.matches().map(text -> Regex.of(property + "/matches", text)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "`%s/path`: %s is no JSONPath: %s"
                            .formatted(property, expected.path(), Words.message(e)),
                    e);
        }
    }

    /** Whether there is an operator {@code =~}, outside of what is in quotes. */
    private static boolean hasRegex(String path) {
        char quote = 0;
        for (int i = 0; i < path.length(); i++) {
            char at = path.charAt(i);
            if (quote != 0) {
                i += at == '\\' ? 1 : 0;
                quote = at == quote ? 0 : quote;
            } else if (at == '\'' || at == '"') {
                quote = at;
            } else if (at == '=' && path.startsWith("~", i + 1)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void judge(JsonNode document, Report report) {
        List<JsonNode> found;
        try {
            found = find(document);
        } catch (JsonPathException e) {
            report.say(CRITICAL, "%s cannot be read: %s", expected.path(), Words.message(e));
            return;
        }
        if (found.isEmpty()) {
            report.say(CRITICAL, "there is nothing at %s in the body", expected.path());
        }
        found.forEach(value -> judgeValue(value, report));
    }

    private List<JsonNode> find(JsonNode document) {
        JsonMapper mapper = JsonMapper.shared();
        Configuration configuration =
                Configuration.builder()
                        .jsonProvider(new Jackson3JsonNodeJsonProvider(mapper))
                        .mappingProvider(new Jackson3MappingProvider(mapper))
                        .build();
        try {
            Object read = path.read((Object) document, configuration);
            JsonNode node = mapper.valueToTree(read);
            return path.isDefinite()
                    ? List.of(node)
                    : StreamSupport.stream(node.spliterator(), false).toList();
        } catch (PathNotFoundException e) {
            return List.of();
        }
    }

    private void judgeValue(JsonNode value, Report report) {
        String text = value.isString() ? value.stringValue() : value.toString();
        expected.is()
                .filter(wanted -> !wanted.equals(text))
                .ifPresent(wanted -> wrong(report, text, "expected " + Words.quoted(wanted)));
        regex.filter(wanted -> !wanted.in(text))
                .ifPresent(wanted -> wrong(report, text, "which does not match " + wanted));
        if (expected.min().isPresent()
                || expected.max().isPresent()
                || expected.measure().isPresent()) {
            judgeNumber(text, report);
        }
    }

    private void judgeNumber(String text, Report report) {
        OptionalDouble number = number(text);
        if (number.isEmpty()) {
            wrong(report, text, "which is no number");
            return;
        }
        double value = number.getAsDouble();
        expected.measure().ifPresent(name -> report.measure(name, value));
        expected.min()
                .filter(least -> value < least)
                .ifPresent(least -> wrong(report, text, "less than " + shown(least)));
        expected.max()
                .filter(most -> value > most)
                .ifPresent(most -> wrong(report, text, "more than " + shown(most)));
    }

    private void wrong(Report report, String text, String why) {
        report.say(CRITICAL, "%s is %s, %s", expected.path(), report.quoted(text), why);
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static OptionalDouble number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
