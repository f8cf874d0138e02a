package dev.gantry.spi.run;

import dev.gantry.spi.plugin.RevisionRef;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One try of a run.
 *
 * @param number from 1
 * @param plugin revision that ran it
 * @param finishedAt {@code null} while it runs
 * @param error {@code null} unless it failed
 */
public record Attempt(
        int number,
        State state,
        RevisionRef plugin,
        Instant startedAt,
        Instant finishedAt,
        RunError error,
        List<Phase> phases) {

    /** How an attempt stands. */
    public enum State {
        /** Not over. */
        RUNNING,
        /** The task returned. */
        SUCCEEDED,
        /** The task threw, or was stopped. */
        FAILED,
        /** Its node ended, or its revision was taken away, in the middle of it; not counted. */
        LOST,
        /** It did not end when told to, and Gantry went on without it. */
        ABANDONED
    }

    /**
     * One phase of an attempt.
     *
     * @param name {@code run}, {@code prepare}, {@code execute}, {@code commit} or {@code rollback}
     * @param startedAfter since the attempt's start
     */
    public record Phase(String name, Duration startedAfter, Duration took, boolean failed) {}
}
