package dev.gantry.detection.spec;

import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Condition;
import dev.gantry.spi.check.Condition.Aggregate;
import dev.gantry.spi.check.Condition.Limit;
import dev.gantry.spi.check.Condition.Sensitivity;
import dev.gantry.spi.check.Judging;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.check.Pace;
import dev.gantry.spi.check.Reaction;
import dev.gantry.spi.check.Urgency;
import dev.gantry.spi.run.FieldError;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a check, and says by JSON pointer all that is wrong with it. */
final class SpecReader {

    static final Duration INTERVAL = Duration.ofMinutes(1);
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Duration COOLDOWN = Duration.ofMinutes(10);
    static final int PER_HOUR = 3;

    /** An id of a check. */
    static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

    static final String ID_EXPECTED =
            "expected lower-case letters, digits, dots and dashes, a letter or digit first, at"
                    + " most 100, and not schema";
    static final Set<String> MEMBERS =
            Set.of(
                    "title",
                    "detector",
                    "target",
                    "config",
                    "interval",
                    "timeout",
                    "retries",
                    "sla",
                    "conditions",
                    "damping",
                    "dependsOn",
                    "labels",
                    "page",
                    "reaction",
                    "paused");

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int LABELS = 32;
    private static final int LABEL_LENGTH = 200;
    private static final List<CheckStatus> BAD = List.of(CheckStatus.WARN, CheckStatus.CRITICAL);
    private static final Set<String> THRESHOLD =
            Set.of("measure", "by", "over", "warn", "critical");
    private static final Set<String> DRIFT = Set.of("drift", "warn", "critical");
    private static final Set<String> UNUSUAL = Set.of("unusual", "sensitivity", "status");
    private static final Set<String> REACTION =
            Set.of("task", "on", "params", "cooldown", "perHour", "approval");

    private final Fields fields;
    private final List<FieldError> errors;

    private SpecReader(Fields fields, List<FieldError> errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /**
     * Reads a check without its id.
     *
     * @return {@code null} if something is wrong, which was added to {@code errors}
     */
    static CheckSpec read(JsonNode node, String pointer, List<FieldError> errors) {
        return read(Fields.of(node, pointer, MEMBERS, errors), errors);
    }

    static CheckSpec read(Fields fields, List<FieldError> errors) {
        int before = errors.size();
        CheckSpec spec = new SpecReader(fields, errors).spec();
        return errors.size() == before ? spec : null;
    }

    static void longest(String pointer, Duration duration, List<FieldError> errors) {
        if (duration.compareTo(LONGEST) > 0) {
            errors.add(
                    new FieldError(pointer, "expected at most " + LONGEST + ", got " + duration));
        }
    }

    private CheckSpec spec() {
        String detector = fields.required("detector", "http");
        String config = fields.json("config");
        Pace pace =
                new Pace(
                        fields.duration("interval", SECOND, LONGEST, "PT30S", INTERVAL),
                        fields.duration("timeout", TICK, LONGEST, "PT10S", TIMEOUT),
                        fields.whole("retries", 0, Pace.MOST_RETRIES, 0),
                        urgency());
        Card card = new Card(text("title", 200), text("target", 2000), labels(), text("page", 100));
        return new CheckSpec(
                detector, config, pace, judging(), reaction(), card, fields.flag("paused"));
    }

    private Urgency urgency() {
        String text = fields.text("sla", Urgency.P1.name());
        for (Urgency urgency : Urgency.values()) {
            if (urgency.name().equalsIgnoreCase(text)) {
                return urgency;
            }
        }
        fields.wrong("sla", "expected P0, P1 or P2; got " + text);
        return Urgency.P1;
    }

    private String text(String name, int most) {
        String text = fields.text(name, "");
        if (text.length() > most) {
            fields.wrong(name, "expected at most " + most + " characters, got " + text.length());
            return "";
        }
        return text;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = fields.pairs("labels");
        if (labels.size() > LABELS) {
            fields.wrong("labels", "expected at most " + LABELS + ", got " + labels.size());
        }
        labels.forEach(
                (key, value) -> {
                    if (key.isBlank()
                            || key.length() > LABEL_LENGTH
                            || value.length() > LABEL_LENGTH) {
                        fields.wrong(
                                "labels",
                                "a label is named, and has at most "
                                        + LABEL_LENGTH
                                        + " characters on each side");
                    }
                });
        return labels;
    }

    private Judging judging() {
        List<Condition> conditions = new ArrayList<>();
        int at = 0;
        for (JsonNode item : fields.items("conditions")) {
            Condition condition = condition(item, fields.pointer("conditions/" + at));
            if (condition != null) {
                conditions.add(condition);
            }
            at++;
        }
        return fields.build(() -> new Judging(conditions, damping(), dependsOn()), Judging.PLAIN);
    }

    private Damping damping() {
        if (!fields.has("damping")) {
            return Damping.NONE;
        }
        Fields inside = fields.inside("damping", Set.of("bad", "good"));
        return new Damping(inside.whole("bad", 1, 20, 1), inside.whole("good", 1, 20, 1));
    }

    private List<String> dependsOn() {
        List<String> parents = fields.texts("dependsOn");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < parents.size(); i++) {
            String parent = parents.get(i);
            if (!ID.matcher(parent).matches()) {
                fields.wrong(
                        "dependsOn/" + i, "\"" + parent + "\" is no id of a check; " + ID_EXPECTED);
            } else if (!seen.add(parent)) {
                fields.wrong("dependsOn/" + i, parent + " is there twice; keep one of them");
            }
        }
        return parents;
    }

    private Condition condition(JsonNode node, String pointer) {
        int before = errors.size();
        Condition condition =
                node.isObject() && node.has("unusual")
                        ? unusual(Fields.of(node, pointer, UNUSUAL, errors))
                        : node.isObject() && node.has("drift")
                                ? drift(Fields.of(node, pointer, DRIFT, errors))
                                : threshold(Fields.of(node, pointer, THRESHOLD, errors));
        return errors.size() == before ? condition : null;
    }

    private static Condition unusual(Fields of) {
        Sensitivity sensitivity =
                of.constant("sensitivity", Sensitivity.MEDIUM, List.of(Sensitivity.values()));
        CheckStatus status = of.constant("status", CheckStatus.WARN, BAD);
        return of.build(
                () -> new Condition.Unusual(of.texts("unusual"), sensitivity, status), null);
    }

    private static Condition drift(Fields of) {
        String measure = of.required("drift", "disk.used.ratio");
        Limit warn = limit(of, "warn");
        Limit critical = limit(of, "critical");
        if (of.has("warn") && warn == null || of.has("critical") && critical == null) {
            return null;
        }
        return of.build(() -> new Condition.Drift(measure, warn, critical), null);
    }

    private static Condition threshold(Fields of) {
        String measure = of.required("measure", "latency.seconds");
        Duration over = of.duration("over", Duration.ZERO, WEEK, "PT5M", Duration.ZERO);
        Aggregate by =
                of.constant(
                        "by",
                        over.isZero() ? Aggregate.LAST : Aggregate.MEAN,
                        List.of(Aggregate.values()));
        Limit warn = limit(of, "warn");
        Limit critical = limit(of, "critical");
        if (of.has("warn") && warn == null || of.has("critical") && critical == null) {
            return null;
        }
        return of.build(() -> new Condition.Threshold(measure, by, over, warn, critical), null);
    }

    private static Limit limit(Fields of, String name) {
        String text = of.text(name, null);
        if (text == null) {
            return null;
        }
        try {
            return Limit.parse(text);
        } catch (IllegalArgumentException e) {
            of.wrong(name, e.getMessage());
            return null;
        }
    }

    private Reaction reaction() {
        if (!fields.has("reaction")) {
            return null;
        }
        Fields inside = fields.inside("reaction", REACTION);
        return inside.build(
                () ->
                        new Reaction(
                                inside.required("task", "service.restart"),
                                inside.constant("on", CheckStatus.CRITICAL, BAD),
                                inside.json("params"),
                                inside.duration("cooldown", Duration.ZERO, WEEK, "PT10M", COOLDOWN),
                                inside.whole("perHour", 1, 60, PER_HOUR),
                                inside.flag("approval")),
                null);
    }
}
