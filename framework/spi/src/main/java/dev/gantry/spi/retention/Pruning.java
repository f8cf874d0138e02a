package dev.gantry.spi.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one pass over the store deleted, or would have.
 *
 * @param dryRun nothing was deleted
 * @param at when it began
 * @param tasks what of which task type, by its name
 */
public record Pruning(boolean dryRun, Instant at, Duration took, List<Of> tasks) {

    /** Takes a copy. */
    public Pruning {
        tasks = List.copyOf(tasks);
    }

    /** Finished runs of one task type. */
    public record Of(String task, long runs, long bytes) {}

    /** How many runs in all. */
    public long runs() {
        return tasks.stream().mapToLong(Of::runs).sum();
    }
}
