package dev.gantry.probes;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what one look saw. The worst decides and comes first; where something is wrong, what is
 * fine is left out. Not thread-safe.
 */
public final class Report {
    private static final int LONGEST = 600;
    private static final int LINE = 300;

    private final Masks masks;
    private final List<Said> said = new ArrayList<>();
    private final Map<String, Double> measurements = new LinkedHashMap<>();

    private record Said(Status status, String sentence, boolean always) {}

    /** In which nothing is hidden. */
    public Report() {
        this(Masks.NONE);
    }

    /**
     * @param masks hide the secrets that they know, which a target may have sent back
     */
    public Report(Masks masks) {
        this.masks = masks;
    }

    /**
     * Says something.
     *
     * @param format as in {@link String#format(Locale, String, Object...)}, in the root locale
     */
    public Report say(Status status, String format, Object... arguments) {
        return add(status, false, format, arguments);
    }

    /** Says something that is told whatever else is wrong. */
    public Report always(String format, Object... arguments) {
        return add(Status.OK, true, format, arguments);
    }

    private Report add(Status status, boolean always, String format, Object... arguments) {
        String sentence =
                arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
        said.add(new Said(status, Words.cut(masks.hideKnown(sentence), LONGEST), always));
        return this;
    }

    /** What a target said, in quotes, without secrets, also where it is cut. */
    public String quoted(String text) {
        return Words.quoted(masks.hideKnown(text));
    }

    /** What a library says of what a target said, on one line and not too long, without secrets. */
    public String line(String text) {
        return Words.line(masks.hideKnown(text), LINE);
    }

    /** Says something that is wrong by a limit; what it is, then which limit. */
    public Report judge(Limits limits, double value, Amount unit, String sentence) {
        return say(limits.judge(value), "%s%s", sentence, limits.why(value, unit));
    }

    /** Keeps a number; one that is none, such as a ratio of nothing, is left out. */
    public Report measure(String name, double value) {
        if (Double.isFinite(value)) {
            measurements.put(name, value);
        }
        return this;
    }

    /** Keeps how long something took, in seconds. */
    public Report measure(String name, Duration time) {
        return measure(name, time.toNanos() / 1e9);
    }

    /** Finds fault with what took longer than it may. */
    public Report slow(
            String what, Duration took, Optional<Duration> warn, Optional<Duration> critical) {
        boolean late = critical.filter(most -> took.compareTo(most) > 0).isPresent();
        Optional<Duration> passed = late ? critical : warn.filter(most -> took.compareTo(most) > 0);
        passed.ifPresent(
                most ->
                        say(
                                late ? Status.CRITICAL : Status.WARN,
                                "%s took %s, longer than %s",
                                what,
                                Words.took(took),
                                Words.took(most)));
        return this;
    }

    /** What it comes to; {@code ok} if nothing was said. */
    public Verdict verdict() {
        Verdict worst = Verdict.of(Status.OK);
        for (Said each : said) {
            worst = worst.atLeast(each.status());
        }
        Status decides = worst.status();
        List<String> sentences =
                said.stream()
                        .filter(
                                each ->
                                        decides == Status.OK
                                                || each.status() != Status.OK
                                                || each.always())
                        .sorted(Comparator.comparing(each -> each.status() != decides))
                        .map(Said::sentence)
                        .toList();
        return new Verdict(decides, sentences, measurements);
    }

    /** A verdict of one sentence. */
    public static Verdict of(Status status, String format, Object... arguments) {
        return new Report().say(status, format, arguments).verdict();
    }
}
