package dev.gantry.metricrules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How metrics of plugins are named, and what labels they may have. Gantry and the test kit check by
 * the same rules, so a plugin that passes its tests is not refused later.
 */
public final class MetricRules {

    /** What a metric is. */
    public enum Kind {
        /** A number that only grows. */
        COUNTER,
        /** How long something takes. */
        TIMER,
        /** A number that goes up and down. */
        GAUGE
    }

    /** Names of labels that are allowed unless an operator says otherwise. */
    public static final Set<String> USUAL_LABELS =
            Set.of(
                    "action",
                    "category",
                    "channel",
                    "class",
                    "code",
                    "component",
                    "direction",
                    "format",
                    "kind",
                    "level",
                    "method",
                    "mode",
                    "operation",
                    "outcome",
                    "phase",
                    "pool",
                    "protocol",
                    "provider",
                    "queue",
                    "reason",
                    "result",
                    "source",
                    "stage",
                    "state",
                    "status",
                    "store",
                    "system",
                    "target",
                    "tier",
                    "topic",
                    "type",
                    "zone");

    private static final int MOST_LABELS = 5;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,49}");
    private static final List<String> TAKEN_SUFFIXES =
            List.of("_total", "_count", "_sum", "_bucket", "_created", "_info", "_max");
    private static final Set<String> OWN =
            Set.of("plugin", "version", "le", "quantile", "job", "instance");
    private static final Set<String> SINGLE =
            Set.of("id", "uuid", "guid", "run", "attempt", "trace", "span", "request", "session");
    private static final Set<String> PLACES =
            Set.of("url", "uri", "path", "file", "filename", "folder", "directory", "query");
    private static final Set<String> TEXTS =
            Set.of(
                    "message",
                    "text",
                    "title",
                    "description",
                    "comment",
                    "exception",
                    "error",
                    "stacktrace",
                    "sql",
                    "time",
                    "timestamp",
                    "date");
    private static final Set<String> PERSONS =
            Set.of(
                    "user",
                    "username",
                    "login",
                    "email",
                    "mail",
                    "person",
                    "customer",
                    "phone",
                    "ip",
                    "address",
                    "password",
                    "secret",
                    "token");

    private MetricRules() {}

    /**
     * Checks a name and its labels.
     *
     * @param labels pairs of name and value
     * @throws IllegalArgumentException what is wrong, and what to do
     */
    public static void check(Kind kind, String name, String... labels) {
        name(kind, name);
        if (labels.length % 2 != 0) {
            throw wrong(name, "labels are pairs of name and value: one value is missing");
        }
        if (labels.length > 2 * MOST_LABELS) {
            throw wrong(name, "it has more than " + MOST_LABELS + " labels; leave some out");
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.length; i += 2) {
            label(name, labels[i]);
            if (!seen.add(labels[i])) {
                throw wrong(name, "the label " + labels[i] + " is there twice");
            }
            if (labels[i + 1] == null) {
                throw wrong(name, "the label " + labels[i] + " has no value; use \"\" for none");
            }
        }
    }

    private static void name(Kind kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw wrong(
                    name,
                    "a metric's name is 1 to 100 lower-case letters, digits and _, and begins with"
                            + " a letter");
        }
        switch (kind) {
            case COUNTER -> {
                if (!name.endsWith("_total") || name.equals("_total")) {
                    throw wrong(name, "the name of a counter ends in _total");
                }
            }
            case TIMER -> {
                if (!name.endsWith("_seconds")) {
                    throw wrong(name, "the name of a timer ends in _seconds");
                }
            }
            case GAUGE ->
                    TAKEN_SUFFIXES.stream()
                            .filter(name::endsWith)
                            .findFirst()
                            .ifPresent(
                                    suffix -> {
                                        throw wrong(name, "a gauge does not end in " + suffix);
                                    });
        }
    }

    private static void label(String metric, String label) {
        if (!LABEL.matcher(label).matches() || label.contains("__")) {
            throw wrong(
                    metric,
                    "a label's name is 1 to 50 lower-case letters, digits and single _, and begins"
                            + " with a letter, unlike "
                            + label);
        }
        if (OWN.contains(label)) {
            throw wrong(metric, "the label " + label + " is set by others; leave it out");
        }
        String why = forbidden(label);
        if (why != null) {
            throw wrong(metric, "the label " + label + " " + why);
        }
    }

    /**
     * Why nothing may have a label of this name, as the rest of a sentence with the remedy.
     *
     * @return {@code null} if it may
     */
    public static String forbidden(String label) {
        List<String> words = new ArrayList<>(List.of(label.toLowerCase(Locale.ROOT).split("_")));
        String last = words.getLast();
        if (SINGLE.contains(last) || SINGLE.contains(label)) {
            return "has a new value with each thing that is counted, and each is a series for ever;"
                    + " leave it out, and log it";
        }
        if (PLACES.contains(last)) {
            return "has any number of values, as places have; use a label with few, such as kind,"
                    + " and log the rest";
        }
        if (TEXTS.contains(last)) {
            return "has any number of values, as texts and times have; use a label with few, such"
                    + " as reason, and log the rest";
        }
        if (PERSONS.contains(last)) {
            return "tells of persons, or of what is secret, and has any number of values; leave it"
                    + " out";
        }
        return null;
    }

    private static IllegalArgumentException wrong(String metric, String why) {
        return new IllegalArgumentException("metric " + metric + ": " + why);
    }
}
