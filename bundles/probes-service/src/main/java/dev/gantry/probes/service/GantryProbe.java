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
import dev.gantry.api.schema.Range;
import dev.gantry.api.schema.Secret;
import dev.gantry.probes.Masks;
import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges another Gantry: whether it is ready, and how many of its runs failed since the last look.
 * Thread-safe.
 */
@DetectorType(
        id = "gantry",
        title = "Another Gantry",
        description =
                "Says whether another Gantry is ready and what it misses, its version, and how many"
                        + " of its runs failed or became dead letters since the last look.")
@Needs(network = "*", secrets = true)
public final class GantryProbe implements Detector<GantryProbe.Config> {
    private static final String DEAD = "gantry_dead_letters_total";
    private static final String FINISHED = "gantry_runs_finished_total";

    /** Which Gantry, and how many failures are too many. */
    public record Config(
            @Doc("Its address, as in http://gantry:8181") URI target,
            @Doc("A token there that may read; without it only readiness is judged") @Secret
                    Optional<String> token,
            @Doc("Warn at so many new dead letters since the last look")
                    @Default("1")
                    @Range(min = 1)
                    int deadLettersWarn,
            @Doc("Critical at so many new dead letters since the last look") @Range(min = 1)
                    Optional<Integer> deadLettersCritical,
            @Doc("Warn at so many runs since the last look that failed, broke or took too long")
                    @Range(min = 1)
                    Optional<Integer> failuresWarn,
            @Doc("Critical at so many of them") @Range(min = 1) Optional<Integer> failuresCritical,
            @Doc("Warn when its version is another") Optional<String> version) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws Exception {
        HttpJson open = new HttpJson(context, Optional.empty());
        Report report = new Report(Masks.of(config.token().stream().toList()));
        try {
            ready(config, open.get(HttpJson.below(config.target(), "/readyz")), report);
            if (config.token().isPresent()) {
                HttpJson known =
                        new HttpJson(
                                context,
                                HttpJson.authorization(
                                        config.token(), Optional.empty(), Optional.empty()));
                status(
                        config,
                        known.get(HttpJson.below(config.target(), "/api/v1/status")),
                        report);
                failures(
                        config,
                        known.get(HttpJson.below(config.target(), "/metrics")),
                        context.previous(),
                        report);
            }
        } catch (TimeoutException e) {
            report.say(CRITICAL, "the Gantry at %s did not answer in time", config.target());
        } catch (IOException e) {
            report.say(
                    CRITICAL,
                    "the Gantry at %s cannot be reached: %s",
                    config.target(),
                    HttpJson.why(e));
        }
        return report.verdict();
    }

    private static void ready(Config config, HttpJson.Answer answer, Report report) {
        JsonNode ready = answer.json().path("ready");
        if (!ready.isBoolean()) {
            report.say(
                    CRITICAL,
                    "what answers at %s is no Gantry: status %d to /readyz",
                    config.target(),
                    answer.status());
            return;
        }
        report.measure("gantry.ready", ready.asBoolean() ? 1 : 0);
        if (ready.asBoolean()) {
            report.say(OK, "the Gantry at %s is ready", config.target());
            return;
        }
        JsonNode missing = answer.json().path("missing");
        if (missing.isEmpty()) {
            report.say(CRITICAL, "the Gantry at %s is not ready", config.target());
        }
        for (JsonNode part : missing) {
            report.say(
                    CRITICAL,
                    "the Gantry at %s is not ready, it misses %s: %s",
                    config.target(),
                    Words.line(part.path("name").asString(""), 100),
                    Words.line(part.path("reason").asString(""), 300));
        }
    }

    private static void status(Config config, HttpJson.Answer answer, Report report) {
        if (answer.status() != 200) {
            report.say(
                    UNKNOWN,
                    "the Gantry at %s does not tell how it is: status %d to /api/v1/status%s",
                    config.target(),
                    answer.status(),
                    answer.status() == 401 || answer.status() == 403
                            ? "; give a token that may read"
                            : "");
            return;
        }
        String version = answer.json().path("version").asString("");
        boolean other = config.version().map(wanted -> !wanted.equals(version)).orElse(false);
        report.say(
                other ? WARN : OK,
                "it is version %s%s",
                Words.line(version, 60),
                other ? ", not " + config.version().get() : "");
    }

    private static void failures(
            Config config, HttpJson.Answer answer, Optional<Verdict> previous, Report report) {
        if (answer.status() != 200) {
            report.say(
                    UNKNOWN,
                    "the Gantry at %s shows no metrics: status %d to /metrics",
                    config.target(),
                    answer.status());
            return;
        }
        more(
                "gantry.dead.letters",
                "new dead letter",
                sum(answer.text(), DEAD, ".*"),
                Optional.of(config.deadLettersWarn()),
                config.deadLettersCritical(),
                previous,
                report);
        more(
                "gantry.failures",
                "failed run",
                sum(answer.text(), FINISHED, ".*result=\"(?:failure|error|timeout)\".*"),
                config.failuresWarn(),
                config.failuresCritical(),
                previous,
                report);
    }

    /** What came since the last look; a counter that is less began anew with its process. */
    private static void more(
            String name,
            String what,
            double total,
            Optional<Integer> warn,
            Optional<Integer> critical,
            Optional<Verdict> previous,
            Report report) {
        report.measure(name + ".total", total);
        Optional<Double> before =
                previous.map(verdict -> verdict.measurements().get(name + ".total"));
        if (before.isEmpty()) {
            return;
        }
        long more = Math.round(total < before.get() ? total : total - before.get());
        report.measure(name, more);
        Status status =
                critical.map(limit -> more >= limit).orElse(false)
                        ? CRITICAL
                        : warn.map(limit -> more >= limit).orElse(false) ? WARN : OK;
        report.say(status, "%s since the last look", Words.count(more, what));
    }

    private static double sum(String metrics, String name, String labels) {
        Matcher lines =
                Pattern.compile(
                                "^" + name + "(?:\\{(" + labels + ")})? ([0-9.eE+-]+)(?: .*)?$",
                                Pattern.MULTILINE)
                        .matcher(metrics);
        double sum = 0;
        while (lines.find()) {
            sum += Double.parseDouble(lines.group(2));
        }
        return sum;
    }
}
