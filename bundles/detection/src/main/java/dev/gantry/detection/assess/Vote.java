package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckStatus;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What one judge says of an inspection.
 *
 * @param status as it sees it
 * @param reasons sentences for a person, the deciding one first
 */
record Vote(CheckStatus status, List<String> reasons) {

    Vote(CheckStatus status, String reason) {
        this(status, List.of(reason));
    }

    /** A measurement that is to be judged is not there. */
    static Vote unmeasured(String measure, Map<String, Double> measurements) {
        return new Vote(
                CheckStatus.UNKNOWN,
                "the detector did not measure "
                        + measure
                        + (measurements.isEmpty()
                                ? ", nor anything else"
                                : "; it measured "
                                        + String.join(
                                                ", ",
                                                measurements.keySet().stream().sorted().toList())));
    }

    /** The worst first; otherwise as they came. */
    static final Comparator<Vote> WORST = Comparator.comparing(vote -> -rank(vote.status()));

    /** How bad a status is. */
    static int rank(CheckStatus status) {
        return switch (status) {
            case OK -> 0;
            case UNKNOWN -> 1;
            case WARN -> 2;
            case ERROR -> 3;
            case CRITICAL -> 4;
        };
    }
}
