package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;

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
        try {
            return new JsonPlace(
                    expected,
                    JsonPath.compile(expected.path()),
                    expected.matches().map(text -> Regex.of(property + "/matches", text)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "`%s/path`: %s is no JSONPath: %s"
                            .formatted(property, expected.path(), Words.of(e)),
                    e);
        }
    }

    @Override
    public void judge(JsonNode document, Findings findings) {
        List<JsonNode> found;
        try {
            found = find(document);
        } catch (JsonPathException e) {
            findings.add(CRITICAL, "%s cannot be read: %s", expected.path(), Words.of(e));
            return;
        }
        if (found.isEmpty()) {
            findings.add(CRITICAL, "there is nothing at %s in the body", expected.path());
        }
        found.forEach(value -> judgeValue(value, findings));
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

    private void judgeValue(JsonNode value, Findings findings) {
        String text = value.isString() ? value.stringValue() : value.toString();
        expected.is()
                .filter(wanted -> !wanted.equals(text))
                .ifPresent(wanted -> wrong(findings, text, "expected " + Words.quoted(wanted)));
        regex.filter(wanted -> !wanted.in(text))
                .ifPresent(wanted -> wrong(findings, text, "which does not match " + wanted));
        if (expected.min().isPresent()
                || expected.max().isPresent()
                || expected.measure().isPresent()) {
            judgeNumber(text, findings);
        }
    }

    private void judgeNumber(String text, Findings findings) {
        OptionalDouble number = number(text);
        if (number.isEmpty()) {
            wrong(findings, text, "which is no number");
            return;
        }
        double value = number.getAsDouble();
        expected.measure().ifPresent(name -> findings.measure(name, value));
        expected.min()
                .filter(least -> value < least)
                .ifPresent(least -> wrong(findings, text, "less than " + shown(least)));
        expected.max()
                .filter(most -> value > most)
                .ifPresent(most -> wrong(findings, text, "more than " + shown(most)));
    }

    private void wrong(Findings findings, String text, String why) {
        findings.add(CRITICAL, "%s is %s, %s", expected.path(), Words.quoted(text), why);
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
