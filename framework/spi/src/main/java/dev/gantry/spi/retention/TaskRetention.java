package dev.gantry.spi.retention;

import java.time.Instant;

/**
 * How long the runs of a task type are kept, and what is kept of it.
 *
 * @param rule its own; {@code null} if the default holds
 * @param version of its own rule, from 1; 0 without one
 * @param at when its own rule was set, or {@code null}
 * @param by who set it, or {@code null}
 * @param effective what holds, with all members
 * @param runs finished runs that were counted; those that ended lately may be missing
 * @param bytes about how much room they take
 * @param oldest when about the oldest of them was made, or {@code null}
 */
public record TaskRetention(
        String task,
        RetentionRule rule,
        long version,
        Instant at,
        String by,
        RetentionRule effective,
        long runs,
        long bytes,
        Instant oldest) {}
