package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.probes.Report;

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

    void judge(HttpExchange.Answer answer, Report report) {
        headers.forEach((name, expected) -> judge(name, expected, answer, report));
        boolean looks = matches.isPresent() || lacks.isPresent() || !json.isEmpty();
        if (!looks) {
            return;
        }
        if (answer.packed().isPresent()) {
            report.say(
                    UNKNOWN,
                    "the body is packed as %s, which is not unpacked here; ask for gzip or for none with the header Accept-Encoding",
                    report.quoted(answer.packed().get()));
            return;
        }
        if (answer.truncated()) {
            report.say(
                    WARN,
                    "the body is longer than %d bytes; what comes after is not judged",
                    answer.body().length);
        }
        String text = answer.text();
        matches.filter(regex -> !regex.in(text))
                .ifPresent(
                        regex ->
                                report.say(
                                        CRITICAL,
                                        "nothing in the body of %d bytes matches %s",
                                        answer.body().length,
                                        regex));
        lacks.filter(regex -> regex.in(text))
                .ifPresent(regex -> report.say(CRITICAL, "the body holds %s", regex));
        if (!json.isEmpty()) {
            judgeJson(text, report);
        }
    }

    private void judgeJson(String text, Report report) {
        JsonNode document;
        try {
            document = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            report.say(
                    CRITICAL,
                    "the body is no JSON: %s; it begins with %s",
                    report.line(e.getOriginalMessage()),
                    report.quoted(text));
            return;
        }
        json.forEach(check -> check.judge(document, report));
    }

    private static void judge(
            String name, Regex expected, HttpExchange.Answer answer, Report report) {
        List<String> values = answer.header(name);
        if (values.isEmpty()) {
            report.say(CRITICAL, "the answer has no header %s", name);
        } else if (values.stream().noneMatch(expected::in)) {
            report.say(
                    CRITICAL,
                    "header %s is %s, which does not match %s",
                    name,
                    report.quoted(String.join(", ", values)),
                    expected);
        }
    }
}
