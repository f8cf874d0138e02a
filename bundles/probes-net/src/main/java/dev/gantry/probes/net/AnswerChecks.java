package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.WARN;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asserted of headers and body, read before anything is asked. */
final class AnswerChecks {
    private final Map<String, Regex> headers;
    private final Optional<Regex> matches;
    private final Optional<Regex> lacks;
    private final List<JsonCheck> json;

    private AnswerChecks(
            Map<String, Regex> headers,
            Optional<Regex> matches,
            Optional<Regex> lacks,
            List<JsonCheck> json) {
        this.headers = headers;
        this.matches = matches;
        this.lacks = lacks;
        this.json = json;
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if one cannot be read, with its property
     */
    static AnswerChecks of(Http.Config config) {
        Map<String, Regex> headers = new LinkedHashMap<>();
        config.expectHeaders()
                .forEach(
                        (name, text) -> headers.put(name, Regex.of("expectHeaders/" + name, text)));
        List<JsonCheck> json = new ArrayList<>();
        for (int i = 0; i < config.json().size(); i++) {
            json.add(JsonPlace.of("json/" + i, config.json().get(i)));
        }
        config.jsonSchema().ifPresent(schema -> json.add(JsonSchemaCheck.of("jsonSchema", schema)));
        return new AnswerChecks(
                headers,
                config.bodyMatches().map(text -> Regex.of("bodyMatches", text)),
                config.bodyLacks().map(text -> Regex.of("bodyLacks", text)),
                json);
    }

    void judge(HttpExchange.Answer answer, Findings findings) {
        headers.forEach((name, expected) -> judge(name, expected, answer, findings));
        boolean looks = matches.isPresent() || lacks.isPresent() || !json.isEmpty();
        if (!looks) {
            return;
        }
        if (answer.truncated()) {
            findings.add(
                    WARN,
                    "the body is longer than %d bytes; what comes after is not judged",
                    answer.body().length);
        }
        String text = answer.text();
        matches.filter(regex -> !regex.in(text))
                .ifPresent(
                        regex ->
                                findings.add(
                                        CRITICAL,
                                        "nothing in the body of %d bytes matches %s",
                                        answer.body().length,
                                        regex));
        lacks.filter(regex -> regex.in(text))
                .ifPresent(regex -> findings.add(CRITICAL, "the body holds %s", regex));
        if (!json.isEmpty()) {
            judgeJson(text, findings);
        }
    }

    private void judgeJson(String text, Findings findings) {
        JsonNode document;
        try {
            document = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            findings.add(
                    CRITICAL,
                    "the body is no JSON: %s; it begins with %s",
                    Words.of(new RuntimeException(e.getOriginalMessage())),
                    Words.quoted(text));
            return;
        }
        json.forEach(check -> check.judge(document, findings));
    }

    private static void judge(
            String name, Regex expected, HttpExchange.Answer answer, Findings findings) {
        List<String> values = answer.header(name);
        if (values.isEmpty()) {
            findings.add(CRITICAL, "the answer has no header %s", name);
        } else if (values.stream().noneMatch(expected::in)) {
            findings.add(
                    CRITICAL,
                    "header %s is %s, which does not match %s",
                    name,
                    Words.quoted(String.join(", ", values)),
                    expected);
        }
    }
}
