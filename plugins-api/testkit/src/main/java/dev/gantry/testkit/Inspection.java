package dev.gantry.testkit;

import dev.gantry.api.detect.Verdict;

import java.util.List;

/**
 * What became of one look of a detector.
 *
 * @param verdict its judgement; {@code null} if the look itself broke
 * @param failure what it threw; {@code null} if there is a verdict
 * @param log every line, also those of level debug
 * @param spans every span that it opened, in that order
 * @param secrets what became of its secrets
 */
public record Inspection(
        Verdict verdict,
        Throwable failure,
        List<LogLine> log,
        List<RecordedSpan> spans,
        SecretUse secrets) {}
