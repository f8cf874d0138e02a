package dev.gantry.spi.check;

import java.util.List;
import java.util.Objects;

/**
 * What one of those who judge an inspection says of it. Immutable.
 *
 * @param voter who it is
 * @param by for a person: the condition, as {@code p95(latency.seconds, 5 min): warn > 500 ms}, or
 *     the id of the check that is depended on; empty for the detector
 * @param status what it votes for
 * @param reasons for a person, the deciding one first
 * @param measure what it judged, or {@code null} if that is not one measurement
 * @param seen the value that it judged, in base units, or {@code null}
 * @param expected what would have been ok, or {@code null} if that is not known
 */
public record CheckVote(
        Voter voter,
        String by,
        CheckStatus status,
        List<String> reasons,
        String measure,
        Double seen,
        Range expected) {

    /** Takes a copy; a value that is no finite number is none. */
    public CheckVote {
        Objects.requireNonNull(voter, "voter");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(status, "status");
        reasons = List.copyOf(reasons);
        seen = finite(seen);
    }

    /** The vote of a detector. */
    public static CheckVote detector(CheckStatus status, List<String> reasons) {
        return new CheckVote(Voter.DETECTOR, "", status, reasons, null, null, null);
    }

    private static Double finite(Double number) {
        return number != null && Double.isFinite(number) ? number : null;
    }

    /** Who votes. */
    public enum Voter {
        /** The detector. */
        DETECTOR,
        /** A condition with limits. */
        THRESHOLD,
        /** A condition on what is usual, for one measurement. */
        UNUSUAL,
        /** The same, for how several measurements go together. */
        TOGETHER,
        /** A condition on how much a measurement grows. */
        DRIFT,
        /** A check that this one depends on and is down; it decides alone. */
        DEPENDENCY
    }

    /**
     * From where to where.
     *
     * @param low or {@code null} for all that is below {@code high}
     * @param high or {@code null} for all that is above {@code low}
     */
    public record Range(Double low, Double high) {

        /** A bound that is no finite number is none. */
        public Range {
            low = finite(low);
            high = finite(high);
        }
    }
}
