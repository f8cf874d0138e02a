package dev.gantry.probes;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers what one look saw. The worst decides and comes first; where something is wrong, what is
 * fine is left out. Not thread-safe.
 */
public final class Report {
    private static final int LONGEST = 600;

    private final List<Said> said = new ArrayList<>();
    private final Map<String, Double> measurements = new LinkedHashMap<>();

    private record Said(Status status, String sentence) {}

    /**
     * Says something.
     *
     * @param format as in {@link String#format(Locale, String, Object...)}, in the root locale
     */
    public Report say(Status status, String format, Object... arguments) {
        String sentence =
                arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
        said.add(new Said(status, Words.cut(sentence, LONGEST)));
        return this;
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

    /** What it comes to; {@code ok} if nothing was said. */
    public Verdict verdict() {
        Verdict worst = Verdict.of(Status.OK);
        for (Said each : said) {
            worst = worst.atLeast(each.status());
        }
        Status decides = worst.status();
        List<String> sentences =
                said.stream()
                        .filter(each -> decides == Status.OK || each.status() != Status.OK)
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
