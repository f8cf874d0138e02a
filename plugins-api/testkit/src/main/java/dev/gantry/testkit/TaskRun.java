package dev.gantry.testkit;

import java.util.List;

/**
 * What became of one attempt.
 *
 * @param result how it ended
 * @param output what the task returned; {@code null} unless it succeeded
 * @param failure what it threw; {@code null} if it succeeded
 * @param phases names of the phases that were called, in order; empty for a plain task
 * @param log every line, also those of level debug
 * @param progress every report, oldest first
 * @param heartbeats every detail, oldest first
 * @param spans every span that it opened, in that order
 * @param metrics those of all runs of the test
 */
public record TaskRun<R>(
        Result result,
        R output,
        Throwable failure,
        List<String> phases,
        List<LogLine> log,
        List<Progress> progress,
        List<Record> heartbeats,
        List<RecordedSpan> spans,
        RecordedMetrics metrics) {

    /** How an attempt ends. */
    public enum Result {
        /** It returned. */
        SUCCESS,
        /** It threw. */
        FAILURE,
        /** It stopped since it was asked to. */
        CANCELLED,
        /** It stopped since its deadline passed. */
        TIMEOUT
    }
}
