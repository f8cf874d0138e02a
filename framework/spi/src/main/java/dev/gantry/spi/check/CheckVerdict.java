package dev.gantry.spi.check;

import dev.gantry.spi.plugin.RevisionRef;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The outcome of one inspection. The worst vote is its status, critical being worse than error,
 * warn, unknown and ok, in this order; none counts more than another. Only the vote of a check that
 * is depended on and is down decides alone.
 *
 * @param reasons for a person, the deciding one first: those of the detector, and of all votes that
 *     are not ok
 * @param measurements in base units
 * @param provider revision that inspected, or {@code null} if none did
 * @param votes what it is made of, the deciding one first; empty if nobody inspected or the check
 *     itself broke
 */
public record CheckVerdict(
        Instant at,
        CheckStatus status,
        List<String> reasons,
        Map<String, Double> measurements,
        Duration took,
        RevisionRef provider,
        List<CheckVote> votes) {

    /** Takes a copy of the votes. */
    public CheckVerdict {
        votes = List.copyOf(votes);
    }

    /** One that no condition votes on. */
    public CheckVerdict(
            Instant at,
            CheckStatus status,
            List<String> reasons,
            Map<String, Double> measurements,
            Duration took,
            RevisionRef provider) {
        this(
                at,
                status,
                reasons,
                measurements,
                took,
                provider,
                provider == null || status == CheckStatus.ERROR
                        ? List.of()
                        : List.of(CheckVote.detector(status, reasons)));
    }

    /** This one, made of votes. */
    public CheckVerdict voted(List<CheckVote> now) {
        return new CheckVerdict(at, status, reasons, measurements, took, provider, now);
    }

    /** Whether it says what a detector said. */
    public boolean byDetector() {
        return provider != null && status != CheckStatus.ERROR;
    }
}
