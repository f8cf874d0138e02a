package dev.gantry.slo;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloSeverity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules for Prometheus that alert as {@link Evaluation} does. */
record Rules(Objective objective) {
    static final String ALERT = "GantrySloBurn";

    private static final String HEAD =
            "# Made by gantry slo rules; a change here is lost when they are made again.\n";
    private static final String VALUE = "{{ $value | humanizePercentage }}";

    static String text(List<Objective> objectives) {
        return HEAD
                + Yaml.text(
                        Yaml.map(
                                "groups",
                                objectives.stream()
                                        .map(Rules::new)
                                        .flatMap(rules -> rules.groups().stream())
                                        .toList()));
    }

    /** Where the rules of one objective are. */
    static String file(String id) {
        return "gantry-slo-" + id + ".rules.yaml";
    }

    private List<Map<String, Object>> groups() {
        List<Object> burn = new ArrayList<>();
        for (Duration window : Burn.WINDOWS) {
            burn.add(record(ratio(window), ratioExpression(window)));
        }
        for (Duration window : guarded()) {
            burn.add(record(events(window), new RunSeries(objective).total(window)));
        }
        for (SloSeverity severity : SloSeverity.values()) {
            burn.add(alert(severity));
        }
        Duration window = objective.window();
        List<Object> budget =
                List.of(
                        record("slo:gantry_errors:ratio_window", ratioExpression(window)),
                        record(
                                "slo:gantry_error_budget:remaining",
                                "1 - slo:gantry_errors:ratio_window"
                                        + selector()
                                        + " / "
                                        + objective.budget().toPlainString()));
        String name = "gantry-slo-" + objective.id();
        return List.of(
                Yaml.map("name", name, "rules", burn),
                Yaml.map("name", name + "-budget", "interval", "5m", "rules", budget));
    }

    private Map<String, Object> record(String name, String expression) {
        return Yaml.map(
                "record",
                name,
                "expr",
                expression,
                "labels",
                Yaml.map("slo", objective.id(), "task", objective.task()));
    }

    private String ratioExpression(Duration window) {
        RunSeries series = new RunSeries(objective);
        return "(" + series.bad(window) + ")\n/ " + series.total(window);
    }

    private static Set<Duration> guarded() {
        return Burn.ALL.stream()
                .map(Burn::over)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String ratio(Duration window) {
        return "slo:gantry_errors:ratio_" + Burn.name(window);
    }

    private static String events(Duration window) {
        return "slo:gantry_events:increase_" + Burn.name(window);
    }

    private String selector() {
        return "{slo=\"" + objective.id() + "\"}";
    }

    private Map<String, Object> alert(SloSeverity severity) {
        return Yaml.map(
                "alert",
                ALERT,
                "expr",
                Burn.of(severity).stream().map(this::condition).collect(Collectors.joining("or\n")),
                "labels",
                Yaml.map("severity", lower(severity)),
                "annotations",
                annotations(severity, VALUE));
    }

    private String condition(Burn burn) {
        String limit = burn.limit(objective).toPlainString();
        return "(\n    "
                + ratio(burn.over())
                + selector()
                + " > "
                + limit
                + "\n  and\n    "
                + ratio(burn.recent())
                + selector()
                + " > "
                + limit
                + "\n  and\n    "
                + events(burn.over())
                + selector()
                + " >= "
                + objective.minimum()
                + "\n)\n";
    }

    /**
     * What an alert says.
     *
     * @param value the share of bad ones
     */
    Map<String, Object> annotations(SloSeverity severity, String value) {
        return Yaml.map("summary", summary(severity), "description", description(severity, value));
    }

    /** One sentence. */
    String summary(SloSeverity severity) {
        return objective.id()
                + ": the error budget of "
                + objective.task()
                + (severity == SloSeverity.PAGE
                        ? " burns so fast that it needs somebody now"
                        : " burns faster than it lasts");
    }

    private String description(SloSeverity severity, String value) {
        return value
                + " "
                + what()
                + ", and "
                + percent(objective.budget())
                + " may over "
                + Burn.name(objective.window())
                + ". It fires "
                + Burn.of(severity).stream().map(this::told).collect(Collectors.joining(", or "))
                + ".";
    }

    private String what() {
        return switch (objective.kind()) {
            case AVAILABILITY -> "of the runs of " + objective.task() + " failed lately";
            case LATENCY ->
                    "of the runs of "
                            + objective.task()
                            + " took longer than "
                            + objective.threshold()
                            + " lately";
            case WAIT ->
                    "of the runs of "
                            + objective.task()
                            + " waited longer than "
                            + objective.threshold()
                            + " lately";
        };
    }

    private String told(Burn burn) {
        return "above "
                + percent(burn.limit(objective))
                + " over "
                + Burn.name(burn.over())
                + " and "
                + Burn.name(burn.recent());
    }

    /** A share as Prometheus writes it: four digits at most. */
    static String percent(BigDecimal share) {
        return share.movePointRight(2)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }

    static String lower(SloSeverity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
