package dev.gantry.detection;

import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.plugin.RevisionRef;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of an inspection, before it is a verdict of the check. Holds nothing of the plugin.
 * Immutable.
 *
 * @param provider who inspected, or {@code null} if nobody did
 * @param errorType class of the exception, {@code timeout}, {@code cancelled} or {@code _OTHER} if
 *     the check itself broke, else {@code null}
 * @param exhausted whether another look would do harm
 */
record Judgement(
        CheckStatus status,
        List<String> reasons,
        Map<String, Double> measurements,
        RevisionRef provider,
        String errorType,
        boolean exhausted) {

    private static final String OTHER = "_OTHER";
    private static final int REASONS = 20;
    private static final int LENGTH = 1000;
    private static final int MEASUREMENTS = 100;

    /** A detector judged. Reasons and measurements beyond a limit are left out. */
    static Judgement of(Verdict verdict, RevisionRef provider) {
        if (verdict == null) {
            return error("the detector returned no verdict; it is to return one", provider, OTHER);
        }
        Map<String, Double> measurements = new LinkedHashMap<>();
        for (Map.Entry<String, Double> number : verdict.measurements().entrySet()) {
            if (number.getValue() == null || !Double.isFinite(number.getValue())) {
                return error(
                        "the detector measured "
                                + number.getKey()
                                + " as "
                                + number.getValue()
                                + "; a measurement is a finite number",
                        provider,
                        OTHER);
            }
            if (measurements.size() < MEASUREMENTS) {
                measurements.put(cut(number.getKey()), number.getValue());
            }
        }
        List<String> reasons = new ArrayList<>();
        verdict.reasons().stream().limit(REASONS).map(Judgement::cut).forEach(reasons::add);
        CheckStatus status = CheckStatus.valueOf(verdict.status().name());
        if (reasons.isEmpty() && status != CheckStatus.OK) {
            reasons.add("the detector gave no reason");
        }
        return new Judgement(status, reasons, measurements, provider, null, false);
    }

    /** The check itself broke. */
    static Judgement error(String reason, RevisionRef provider, String errorType) {
        return new Judgement(
                CheckStatus.ERROR, List.of(cut(reason)), Map.of(), provider, errorType, false);
    }

    /** There was no verdict in time. */
    static Judgement timeout(String reason, RevisionRef provider) {
        return error(reason, provider, "timeout");
    }

    /** Nobody could inspect. */
    static Judgement absent(String reason) {
        return new Judgement(
                CheckStatus.UNKNOWN, List.of(cut(reason)), Map.of(), null, null, false);
    }

    /** This one with one more reason, the last. */
    Judgement because(String reason) {
        List<String> more =
                new ArrayList<>(reasons.subList(0, Math.min(reasons.size(), REASONS - 1)));
        more.add(cut(reason));
        return new Judgement(status, more, measurements, provider, errorType, exhausted);
    }

    /** This one, after which no other look is taken. */
    Judgement exhaust() {
        return new Judgement(status, reasons, measurements, provider, errorType, true);
    }

    /** Whether no plugin offered the detector. */
    boolean nobody() {
        return provider == null && status == CheckStatus.UNKNOWN;
    }

    private static String cut(String text) {
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH - 1) + "…";
    }
}
