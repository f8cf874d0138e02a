package dev.gantry.spi.run;

import java.util.List;

/**
 * A run with all its attempts.
 *
 * @param attempts the oldest first
 */
public record RunHistory(Run run, List<Attempt> attempts) {

    /** Takes a copy. */
    public RunHistory {
        attempts = List.copyOf(attempts);
    }
}
