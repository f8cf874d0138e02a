package dev.gantry.spi.statistics;

import dev.gantry.spi.run.RunResult;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of runs within a window.
 *
 * @param from when the first step begins
 * @param to when this was told
 * @param series the steps, the oldest first, empty ones too
 * @param tasks the task types of which runs finished within the window, by name
 */
public record RunStatistics(
        Instant from, Instant to, Duration step, List<Step> series, List<Task> tasks) {

    /** Takes copies. */
    public RunStatistics {
        series = List.copyOf(series);
        tasks = List.copyOf(tasks);
    }

    /**
     * Of runs that finished within some time. Percentiles are exact to a sixteenth.
     *
     * @param finished how many, by result; those that are not named are 0
     * @param p50 the time from the start of the first attempt to the end that one half did not
     *     exceed; {@code null} if none was timed
     * @param p95 as {@code p50}, of 95 of 100
     * @param p99 as {@code p50}, of 99 of 100
     */
    public record Figures(Map<RunResult, Long> finished, Duration p50, Duration p95, Duration p99) {

        /** Takes a copy. */
        public Figures {
            finished = Map.copyOf(finished);
        }
    }

    /**
     * One step.
     *
     * @param at when it begins
     * @param started how many runs began their first attempt in it
     * @param waitP95 the time from a run's creation to that start which 95 of 100 did not exceed;
     *     {@code null} if none started
     */
    public record Step(Instant at, long started, Figures figures, Duration waitP95) {}

    /**
     * One task type.
     *
     * @param last the run of it that finished last
     */
    public record Task(String task, Figures figures, Last last) {}

    /** A run that finished. */
    public record Last(String id, RunResult result, Instant finishedAt) {}
}
