package dev.gantry.detection.assess;

import dev.gantry.analysis.anomaly.Range;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.CheckVote.Voter;
import dev.gantry.spi.check.Condition.Limit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the votes of one condition have in common. Immutable.
 *
 * @param by the condition, for a person
 */
record Ballot(Voter voter, String by) {

    /** A vote on no value of its own. */
    CheckVote vote(CheckStatus status, String reason) {
        return new CheckVote(voter, by, status, List.of(reason), null, null, null);
    }

    /** A vote on a value. */
    CheckVote vote(
            CheckStatus status,
            String reason,
            String measure,
            double seen,
            CheckVote.Range expected) {
        return new CheckVote(voter, by, status, List.of(reason), measure, seen, expected);
    }

    /** A measurement that is to be judged is not there. */
    CheckVote unmeasured(String measure, Map<String, Double> measurements) {
        String there =
                measurements.isEmpty()
                        ? ", nor anything else"
                        : "; it measured "
                                + String.join(
                                        ", ", measurements.keySet().stream().sorted().toList());
        return new CheckVote(
                voter,
                by,
                CheckStatus.UNKNOWN,
                List.of("the detector did not measure " + measure + there),
                measure,
                null,
                null);
    }

    /** Limits for a person: {@code : warn > 300 ms, critical >= 2 s}. */
    static String limits(String measure, Limit warn, Limit critical) {
        return ": "
                + String.join(
                        ", ",
                        Stream.of(
                                        limit("warn", measure, warn),
                                        limit("critical", measure, critical))
                                .filter(Objects::nonNull)
                                .toList());
    }

    /** A limit for a person, {@code null} for none. */
    static String limit(String name, String measure, Limit limit) {
        return limit == null
                ? null
                : name + " " + limit.operator().sign() + " " + Words.value(measure, limit.value());
    }

    /** Where no limit is reached; {@code null} if that has no bounds. */
    static CheckVote.Range within(Limit warn, Limit critical) {
        Double low = null;
        Double high = null;
        for (Limit limit : Stream.of(warn, critical).filter(Objects::nonNull).toList()) {
            double value = limit.value();
            switch (limit.operator()) {
                case ABOVE, AT_LEAST -> high = high == null ? value : Math.min(high, value);
                case BELOW, AT_MOST -> low = low == null ? value : Math.max(low, value);
                case NOT -> {
                    low = value;
                    high = value;
                }
                case IS -> {}
            }
        }
        return low == null && high == null ? null : new CheckVote.Range(low, high);
    }

    /** What is usual. */
    static CheckVote.Range usual(Range range) {
        return new CheckVote.Range(range.low(), range.high());
    }
}
