package dev.gantry.testkit;

import java.time.Instant;

/**
 * One line of a work log.
 *
 * @param at virtual time
 * @param text message with its arguments in place
 */
public record LogLine(Instant at, Level level, String text) {

    /** How much a line matters. */
    public enum Level {
        /** For the author. */
        DEBUG,
        /** For an operator. */
        INFO,
        /** Odd, the work went on. */
        WARN,
        /** Something went wrong. */
        ERROR
    }
}
