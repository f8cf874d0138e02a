package dev.gantry.probes.net;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Gathers what was found and makes one verdict of it: the worst decides, and comes first. */
final class Findings {
    // what is shorter is found in words that are none
    private static final int SHORTEST = 8;

    private final List<Finding> all = new ArrayList<>();
    private final Map<String, Double> measurements = new LinkedHashMap<>();

    private record Finding(Status status, String reason, boolean always) {}

    void add(Status status, String format, Object... arguments) {
        all.add(new Finding(status, text(format, arguments), false));
    }

    /** A reason that is told whatever else was found. */
    void always(String format, Object... arguments) {
        all.add(new Finding(Status.OK, text(format, arguments), true));
    }

    private static String text(String format, Object... arguments) {
        return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    }

    void measure(String name, double value) {
        if (Double.isFinite(value)) {
            measurements.put(name, value);
        }
    }

    void measure(String name, Duration time) {
        measure(name, time.toNanos() / 1e9);
    }

    /** Finds fault with what took longer than it may. */
    void slow(String what, Duration took, Optional<Duration> warn, Optional<Duration> critical) {
        if (critical.isPresent() && took.compareTo(critical.get()) > 0) {
            tooLong(Status.CRITICAL, what, took, critical.get());
        } else if (warn.isPresent() && took.compareTo(warn.get()) > 0) {
            tooLong(Status.WARN, what, took, warn.get());
        }
    }

    private void tooLong(Status status, String what, Duration took, Duration most) {
        add(status, "%s took %s, longer than %s", what, Words.took(took), Words.took(most));
    }

    /**
     * As {@link #verdict()}, with stars in the place of secrets that a target may have sent back.
     */
    Verdict verdict(Collection<String> secrets) {
        Verdict plain = verdict();
        List<String> reasons =
                plain.reasons().stream().map(reason -> masked(reason, secrets)).toList();
        return new Verdict(plain.status(), reasons, plain.measurements());
    }

    /** Each secret, and each word of it, as {@code Bearer} stands before a token. */
    private static String masked(String reason, Collection<String> secrets) {
        String text = reason;
        for (String secret : secrets) {
            for (String word : secret.split("\\s+")) {
                text = word.length() < SHORTEST ? text : text.replace(word, "***");
            }
        }
        return text;
    }

    /** Where something is wrong, what is fine is left out. */
    Verdict verdict() {
        Verdict worst = Verdict.of(Status.OK);
        for (Finding finding : all) {
            worst = worst.atLeast(finding.status);
        }
        Status decides = worst.status();
        List<String> reasons =
                all.stream()
                        .filter(f -> decides == Status.OK || f.status != Status.OK || f.always)
                        .sorted(Comparator.comparing(finding -> finding.status != decides))
                        .map(Finding::reason)
                        .toList();
        return new Verdict(decides, reasons, measurements);
    }
}
