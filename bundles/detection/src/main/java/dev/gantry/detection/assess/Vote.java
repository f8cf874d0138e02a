package dev.gantry.detection.assess;

import dev.gantry.spi.check.CheckStatus;

import java.util.Comparator;
import java.util.List;

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
