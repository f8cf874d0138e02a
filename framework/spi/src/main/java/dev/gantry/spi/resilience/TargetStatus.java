package dev.gantry.spi.resilience;

import java.time.Instant;

/**
 * A target as it is now, on this node.
 *
 * @param name what tasks call it
 * @param spec how it is spared
 * @param version of what people set; 0 where nobody did
 * @param state of its breaker; closed where it has none
 * @param since when it came into that state, or was first called
 * @param until when an open breaker lets trials through; {@code null} where it is not open
 * @param calls of the calls that the breaker looks at, how many are known
 * @param failed of those, how many failed
 * @param running calls that run
 * @param rejected calls that were not let through, since the start
 */
public record TargetStatus(
        String name,
        TargetSpec spec,
        long version,
        State state,
        Instant since,
        Instant until,
        int calls,
        int failed,
        int running,
        long rejected) {

    /** Of a breaker. */
    public enum State {
        /** Calls go through. */
        CLOSED,
        /** No call goes through. */
        OPEN,
        /** Some calls go through to see whether the target is well. */
        HALF_OPEN
    }
}
