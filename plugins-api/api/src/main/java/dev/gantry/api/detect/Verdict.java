package dev.gantry.api.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The judgement of one inspection. Immutable: each method returns a new one.
 *
 * <pre>{@code
 * return Verdict.of(Status.OK)
 *         .because("answered in %d ms", took.toMillis())
 *         .measured("latency.seconds", took.toNanos() / 1e9)
 *         .atLeast(took.compareTo(limit) > 0 ? Status.WARN : Status.OK);
 * }</pre>
 *
 * <p>It may get components with a minor version of this package; the constructor stays. Do not take
 * it apart with a record pattern.
 *
 * @param status what it says of the target
 * @param reasons why, each a sentence for a person, the deciding one first
 * @param measurements numbers behind it, by name ({@code free.ratio}); base units (seconds, bytes,
 *     ratios from 0 to 1)
 */
public record Verdict(Status status, List<String> reasons, Map<String, Double> measurements) {

    /**
     * Takes copies.
     *
     * @throws NullPointerException if the status, a reason or a collection is {@code null}
     */
    public Verdict {
        Objects.requireNonNull(status, "status");
        reasons = List.copyOf(reasons);
        measurements = Collections.unmodifiableMap(new LinkedHashMap<>(measurements));
    }

    /** A verdict without reasons yet. */
    public static Verdict of(Status status) {
        return new Verdict(status, List.of(), Map.of());
    }

    /**
     * Adds a reason.
     *
     * @param format as in {@link String#format(Locale, String, Object...)}, in the root locale;
     *     taken as it is when there are no arguments
     * @throws java.util.IllegalFormatException if the arguments do not fit the format
     */
    public Verdict because(String format, Object... arguments) {
        List<String> more = new ArrayList<>(reasons);
        more.add(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        return new Verdict(status, more, measurements);
    }

    /**
     * Adds a measured number.
     *
     * @throws IllegalArgumentException if the number is infinite or not a number
     */
    public Verdict measured(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is not a finite number: " + value);
        }
        Map<String, Double> more = new LinkedHashMap<>(measurements);
        more.put(name, value);
        return new Verdict(status, reasons, more);
    }

    /**
     * This verdict, or one with {@code other} in place of its status where that is worse: {@code
     * OK}, {@code UNKNOWN}, {@code WARN}, {@code CRITICAL}, from good to bad.
     */
    public Verdict atLeast(Status other) {
        return severity(other) > severity(status)
                ? new Verdict(other, reasons, measurements)
                : this;
    }

    private static int severity(Status status) {
        return switch (status) {
            case OK -> 0;
            case UNKNOWN -> 1;
            case WARN -> 2;
            case CRITICAL -> 3;
        };
    }
}
