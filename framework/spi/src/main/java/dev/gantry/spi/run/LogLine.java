package dev.gantry.spi.run;

import java.time.Instant;

/**
 * One line of a run's log.
 *
 * @param seq position in the run's log, from 1, growing
 * @param level {@code debug}, {@code info}, {@code warn} or {@code error}
 */
public record LogLine(long seq, Instant at, String level, int attempt, String message) {}
