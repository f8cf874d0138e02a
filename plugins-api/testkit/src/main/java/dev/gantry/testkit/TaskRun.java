package dev.gantry.testkit;

import java.util.List;

/**
 * What became of one attempt.
 *
 * @param result how it ended
 * @param output what the task returned; {@code null} unless it succeeded
 * @param failure what it threw; {@code null} if it succeeded or was lost
 * @param phases names of the phases that were called, in order; empty for a plain task
 * @param log every line, also those of level debug
 * @param progress every report, oldest first
 * @param heartbeats every detail, oldest first
 * @param spans every span that it opened, in that order
 * @param metrics those of all runs of the test
 * @param secrets what became of its secrets
 * @param threads the platform threads that it started and that ran when it was over
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
        RecordedMetrics metrics,
        SecretUse secrets,
        List<Thread> threads) {

    /** How an attempt ends. */
    public enum Result {
        /** It returned. */
        SUCCESS,
        /** It threw, and nobody had asked it to stop. */
        FAILURE,
        /** It threw, whatever it was, after it had been asked to stop. */
        CANCELLED,
        /** It threw, whatever it was, after its deadline had passed. */
        TIMEOUT,
        /** The process that it ran in died: see {@link TaskRunner#crash}. */
        LOST
    }
}
