package dev.gantry.spi.plugin;

import java.time.Instant;

/**
 * How far a revision that takes no new work is from its end.
 *
 * @param leases pieces of work that run on it now
 * @param waiting runs that started on it and wait for their next attempt
 * @param since when it began to drain
 * @param deadline when it should be done; beyond that a person is told, and nothing is stopped
 *     unless that person forces it
 * @param forced whether it was forced
 * @param reason what it waits for, in one sentence
 */
public record Drain(
        int leases, long waiting, Instant since, Instant deadline, boolean forced, String reason) {}
