package dev.gantry.slo;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloSeverity;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code promtool test rules} proves the rules of an objective with: series that fire and
 * series that do not. What is expected of them is what {@link Evaluation} says, so they also prove
 * that Prometheus alerts as Gantry does.
 */
record RuleTests(Objective objective) {
    private static final Instant START = Instant.EPOCH;

    /** So many minutes with so many good and bad ones in each. */
    record Part(int minutes, long good, long bad) {}

    /**
     * A course of events.
     *
     * @param looks after how many minutes the alerts are looked at
     */
    record Course(String name, List<Part> parts, List<Integer> looks) {}

    static String text(Objective objective) {
        RuleTests tests = new RuleTests(objective);
        return tests.text(tests.courses());
    }

    String text(List<Course> courses) {
        return "# Made by gantry slo rules; run it with: promtool test rules FILE\n"
                + Yaml.text(
                        Yaml.map(
                                "rule_files",
                                List.of(Rules.file(objective.id())),
                                "evaluation_interval",
                                "1m",
                                "tests",
                                courses.stream().map(this::test).toList()));
    }

    private List<Course> courses() {
        long many = Math.max(objective.minimum(), 10);
        List<Integer> late = List.of(360, 420, 428);
        List<Course> courses = new ArrayList<>();
        courses.add(new Course("all are good", List.of(new Part(70, many, 0)), List.of(5, 30, 70)));
        courses.add(new Course("all are bad", List.of(new Part(70, 0, many)), List.of(5, 30, 70)));
        courses.add(
                new Course(
                        "twice as many are bad as may be",
                        List.of(burning(70, many, 2)),
                        List.of(30, 70)));
        courses.add(
                new Course(
                        "eight times as many are bad as may be",
                        List.of(burning(70, many, 8)),
                        List.of(30, 70)));
        courses.add(new Course("ten times as many are bad after long", after(many, 10), late));
        courses.add(new Course("twenty times as many are bad after long", after(many, 20), late));
        courses.add(
                new Course(
                        "all were bad for a while, and are good again",
                        List.of(new Part(10, 0, many), new Part(375, many, 0)),
                        List.of(8, 70, 385)));
        courses.add(
                new Course(
                        "just enough to tell, and all are bad",
                        List.of(
                                new Part(4, 0, 0),
                                new Part(1, 0, objective.minimum()),
                                new Part(5, 0, 0)),
                        List.of(3, 8)));
        if (objective.minimum() > 1) {
            courses.add(
                    new Course(
                            "too few to tell, and all are bad",
                            List.of(
                                    new Part(4, 0, 0),
                                    new Part(1, 0, objective.minimum() - 1),
                                    new Part(5, 0, 0)),
                            List.of(3, 8)));
        }
        return courses;
    }

    /**
     * Six hours in which all are good, one in which so many times the budget are bad, and good
     * ones.
     */
    private List<Part> after(long bad, int times) {
        Part hour = burning(60, bad, times);
        long all = hour.good() + hour.bad();
        return List.of(new Part(360, all, 0), hour, new Part(10, all, 0));
    }

    /** Of those that are counted, so many times the budget are bad, or all. */
    private Part burning(int minutes, long bad, int times) {
        double total = bad / (objective.budget().doubleValue() * times);
        return new Part(minutes, Math.max(0, Math.round(total) - bad), bad);
    }

    private Map<String, Object> test(Course course) {
        RunSeries.Sample sample = new RunSeries(objective).sample();
        List<Object> series = new ArrayList<>();
        series.add(series(sample.good(), course, Part::good));
        if (sample.bad() != null) {
            series.add(series(sample.bad(), course, Part::bad));
        }
        if (sample.both() != null) {
            series.add(series(sample.both(), course, part -> part.good() + part.bad()));
        }
        List<Object> looks = new ArrayList<>();
        for (int minute : course.looks()) {
            looks.add(
                    Yaml.map(
                            "eval_time",
                            minute + "m",
                            "alertname",
                            Rules.ALERT,
                            "exp_alerts",
                            alerts(course, minute)));
        }
        return Yaml.map(
                "name",
                course.name(),
                "interval",
                "1m",
                "input_series",
                series,
                "alert_rule_test",
                looks);
    }

    private List<Object> alerts(Course course, int minute) {
        Counts counts = new Counts("test");
        long passed = 0;
        for (Part part : course.parts()) {
            for (int i = 0; i < part.minutes() && passed < minute; i++) {
                counts.add(
                        START.plus(Duration.ofMinutes(passed)),
                        part.good(),
                        part.good() + part.bad());
                passed++;
            }
        }
        Instant now = START.plus(Duration.ofMinutes(minute));
        Evaluation evaluation = Evaluation.of(objective, counts, now);
        List<Object> alerts = new ArrayList<>();
        for (SloSeverity severity : SloSeverity.values()) {
            evaluation
                    .firing(severity)
                    .ifPresent(burn -> alerts.add(alert(severity, counts.over(burn.over(), now))));
        }
        return alerts;
    }

    private Map<String, Object> alert(SloSeverity severity, Tally tally) {
        String value = Rules.percent(BigDecimal.valueOf(tally.errors()));
        return Yaml.map(
                "exp_labels",
                Yaml.map(
                        "slo",
                        objective.id(),
                        "task",
                        objective.task(),
                        "severity",
                        Rules.lower(severity)),
                "exp_annotations",
                new Rules(objective).annotations(severity, value));
    }

    private static Map<String, Object> series(
            String name, Course course, java.util.function.ToLongFunction<Part> count) {
        StringBuilder values = new StringBuilder("0");
        long level = 0;
        for (Part part : course.parts()) {
            long step = count.applyAsLong(part);
            values.append(' ').append(level + step);
            if (part.minutes() > 1) {
                values.append('+').append(step).append('x').append(part.minutes() - 1);
            }
            level += step * part.minutes();
        }
        return Yaml.map("series", name, "values", values.toString());
    }
}
