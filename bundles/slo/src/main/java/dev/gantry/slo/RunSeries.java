package dev.gantry.slo;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The metrics of runs as Prometheus has them, and what of them counts for an objective. Nothing
 * else knows their names.
 */
record RunSeries(Objective objective) {
    private static final String FINISHED = "gantry_runs_finished_total";
    private static final String DURATION = "gantry_run_duration_seconds";
    private static final String WAIT = "gantry_run_wait_seconds";
    private static final String TASK = "task";
    private static final String BAD = "result=~\"failure|error|timeout\"";
    private static final String COUNTED = "result=~\"success|failure|error|timeout\"";

    /** How many were counted within a window. */
    String total(Duration window) {
        return objective.kind() == SloKind.AVAILABILITY
                ? increase(FINISHED, COUNTED, window)
                : increase(histogram() + "_count", "", window);
    }

    /** How many of them were bad. */
    String bad(Duration window) {
        if (objective.kind() == SloKind.AVAILABILITY) {
            // what never failed has no series of failures
            return increase(FINISHED, BAD, window) + " or 0 * " + total(window);
        }
        return total(window) + " - " + increase(histogram() + "_bucket", le(), window);
    }

    /**
     * The series of a task type that fits, with labels: those of good ones, then those of bad ones,
     * then those of both.
     */
    Sample sample() {
        String task = objective.task().replace("*", "x");
        if (objective.kind() == SloKind.AVAILABILITY) {
            return new Sample(
                    series(FINISHED, task, "result=\"success\""),
                    series(FINISHED, task, "result=\"failure\""),
                    null);
        }
        return new Sample(
                series(histogram() + "_bucket", task, "le=\"" + seconds().doubleValue() + "\""),
                null,
                series(histogram() + "_count", task, ""));
    }

    /**
     * Series that a test feeds.
     *
     * @param good of good ones
     * @param bad of bad ones, or {@code null}
     * @param both of all, or {@code null}
     */
    record Sample(String good, String bad, String both) {}

    private String histogram() {
        return objective.kind() == SloKind.LATENCY ? DURATION : WAIT;
    }

    private static String series(String name, String task, String more) {
        return name + "{" + TASK + "=\"" + task + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private String increase(String name, String more, Duration window) {
        String task = objective.task();
        String matcher =
                task.indexOf('*') < 0
                        ? TASK + "=\"" + task + "\""
                        : TASK + "=~\"" + Meaning.regex(task).replace("\\", "\\\\") + "\"";
        String selector = more.isEmpty() ? matcher : matcher + "," + more;
        return "sum(increase(" + name + "{" + selector + "}[" + Burn.name(window) + "]))";
    }

    /** Who writes, scrapes or keeps the bounds spells them differently: 1.0 or 1. */
    private String le() {
        Set<String> spellings = new LinkedHashSet<>();
        BigDecimal seconds = seconds();
        spellings.add(Double.toString(seconds.doubleValue()));
        spellings.add(seconds.toPlainString());
        if (seconds.scale() <= 0) {
            spellings.add(seconds.toPlainString() + ".0");
        }
        return spellings.size() == 1
                ? "le=\"" + spellings.iterator().next() + "\""
                : "le=~\""
                        + spellings.stream()
                                .map(each -> each.replace(".", "\\\\."))
                                .collect(Collectors.joining("|"))
                        + "\"";
    }

    private BigDecimal seconds() {
        Duration threshold = objective.threshold();
        BigDecimal seconds =
                BigDecimal.valueOf(threshold.toSeconds())
                        .add(BigDecimal.valueOf(threshold.getNano(), 9))
                        .stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }
}
