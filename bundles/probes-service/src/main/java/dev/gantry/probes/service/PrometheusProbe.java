package dev.gantry.probes.service;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.UNKNOWN;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.needs.Needs;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Length;
import dev.gantry.api.schema.Matches;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Amount;
import dev.gantry.probes.Masks;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what a query to a Prometheus answers. Thread-safe. */
@DetectorType(
        id = "prometheus",
        title = "Prometheus query",
        description =
                "Asks a Prometheus an instant query and compares each resulting series with"
                        + " conditions.")
@Needs(network = "*", secrets = true)
public final class PrometheusProbe implements Detector<PrometheusProbe.Config> {
    private static final int REASONS = 10;
    private static final int MEASURED = 50;

    /** What to ask, and when the answer is bad. */
    public record Config(
            @Doc("Address of the Prometheus, as in http://prometheus:9090") URI target,
            @Doc("Instant query in PromQL") @Length(min = 1) String query,
            @Doc("Warn where this holds for a series, as in > 0.8; operators >, >=, <, <=, ==, !=")
                    @Matches(Condition.FORM)
                    Optional<String> warn,
            @Doc("Critical where this holds for a series") @Matches(Condition.FORM)
                    Optional<String> critical,
            @Doc("What it means when there is no series at all") @Default("UNKNOWN") Status empty,
            @Doc("Token for the header Authorization: Bearer") @Secret Optional<String> token,
            @Doc("User for basic authentication") Optional<String> user,
            @Doc("Password for basic authentication") @Secret Optional<String> password) {}

    private record Series(String name, double value, Status status) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        HttpJson.Answer answer;
        try {
            answer =
                    new HttpJson(
                                    context,
                                    HttpJson.authorization(
                                            config.token(), config.user(), config.password()))
                            .get(
                                    HttpJson.below(
                                            config.target(),
                                            "/api/v1/query?query="
                                                    + URLEncoder.encode(
                                                            config.query(),
                                                            StandardCharsets.UTF_8)));
        } catch (TimeoutException e) {
            return Report.of(
                    UNKNOWN, "the Prometheus at %s did not answer in time", config.target());
        } catch (IOException e) {
            return Report.of(
                    UNKNOWN,
                    "the Prometheus at %s cannot be asked: %s",
                    config.target(),
                    HttpJson.why(e));
        }
        if (answer.status() == 401 || answer.status() == 403) {
            return Report.of(
                    UNKNOWN,
                    "the Prometheus at %s refuses the credentials (status %d)",
                    config.target(),
                    answer.status());
        }
        if (!answer.json().path("status").asString("").equals("success")) {
            Masks masks =
                    Masks.of(
                            Stream.of(config.token(), config.password())
                                    .flatMap(Optional::stream)
                                    .toList());
            String why = answer.json().path("error").asString(answer.text());
            return Report.of(
                    UNKNOWN,
                    "the Prometheus at %s has no answer (status %d): %s",
                    config.target(),
                    answer.status(),
                    Words.line(masks.hide(why), 300));
        }
        JsonNode data = answer.json().path("data");
        String type = data.path("resultType").asString("");
        return switch (type) {
            case "vector", "scalar" -> judge(config, series(config, data));
            case "matrix" ->
                    Report.of(
                            UNKNOWN,
                            "%s answers series over a time (a matrix), which cannot be compared; take"
                                    + " the range away or put a function such as max_over_time around"
                                    + " it",
                            Words.line(config.query(), 200));
            default ->
                    Report.of(
                            UNKNOWN,
                            "%s answers no numbers but a result of type %s",
                            Words.line(config.query(), 200),
                            type.isEmpty() ? "none" : Words.line(type, 40));
        };
    }

    private static List<Series> series(Config config, JsonNode data) {
        List<Series> all = new ArrayList<>();
        JsonNode result = data.path("result");
        if (data.path("resultType").asString("").equals("scalar")) {
            all.add(series(config, "", result));
        } else {
            result.forEach(
                    one -> all.add(series(config, name(one.path("metric")), one.path("value"))));
        }
        return all;
    }

    private static Series series(Config config, String name, JsonNode sample) {
        double value = number(sample.path(1).asString(""));
        Status status =
                holds(config.critical(), value)
                        ? CRITICAL
                        : holds(config.warn(), value) ? WARN : OK;
        return new Series(name, value, status);
    }

    private static boolean holds(Optional<String> condition, double value) {
        return condition.map(text -> Condition.of(text).holds(value)).orElse(false);
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "", "NaN" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    /** As Prometheus writes it, shortened. */
    private static String name(JsonNode labels) {
        String inside =
                labels.properties().stream()
                        .filter(label -> !label.getKey().equals("__name__"))
                        .map(label -> label.getKey() + "=" + label.getValue().asString())
                        .collect(Collectors.joining(","));
        String name = labels.path("__name__").asString("");
        return Words.line(inside.isEmpty() ? name : name + "{" + inside + "}", 150);
    }

    private static Verdict judge(Config config, List<Series> all) {
        Report report = new Report().measure("series", all.size());
        if (all.isEmpty()) {
            return report.say(config.empty(), "%s has no series", Words.line(config.query(), 200))
                    .verdict();
        }
        for (Series one : all.subList(0, Math.min(MEASURED, all.size()))) {
            report.measure(one.name().isEmpty() ? "value" : "value:" + one.name(), one.value());
        }
        List<Series> bad =
                all.stream()
                        .filter(one -> one.status() != OK)
                        .sorted(Comparator.comparing(Series::status).reversed())
                        .toList();
        for (Series one : bad.subList(0, Math.min(REASONS, bad.size()))) {
            report.say(
                    one.status(),
                    "%s is %s; %s %s",
                    one.name().isEmpty() ? Words.line(config.query(), 200) : one.name(),
                    Amount.NUMBER.say(one.value()),
                    one.status() == CRITICAL ? "critical" : "warn",
                    (one.status() == CRITICAL ? config.critical() : config.warn()).orElse(""));
        }
        if (bad.size() > REASONS) {
            report.say(bad.get(REASONS).status(), "and %d series more", bad.size() - REASONS);
        }
        long odd = all.stream().filter(one -> Double.isNaN(one.value())).count();
        if (odd > 0) {
            report.say(
                    UNKNOWN, "%s no number (NaN)", odd == 1 ? "1 series is" : odd + " series are");
        }
        if (all.size() == 1) {
            String value = Amount.NUMBER.say(all.getFirst().value());
            report.say(OK, "%s is %s", Words.line(config.query(), 200), value);
        } else {
            report.say(OK, "all %d series are as they should be", all.size());
        }
        return report.verdict();
    }
}
