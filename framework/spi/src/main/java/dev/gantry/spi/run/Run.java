package dev.gantry.spi.run;

import dev.gantry.spi.plugin.RevisionRef;

import java.time.Instant;
import java.util.Map;

/**
 * A run as it is now.
 *
 * @param id sorts by time
 * @param plugin revision of its latest attempt; {@code null} before the first
 * @param result {@code null} until finished
 * @param reason why it is in its state where that is not plain (blocked, paused, cancelled), or
 *     {@code null}
 * @param params parameters as JSON, as the caller gave them
 * @param output result as JSON, or {@code null}
 * @param error of the latest failed attempt, or {@code null}
 * @param attempt number of the latest attempt; 0 before the first
 * @param parent run that started it, or {@code null}
 * @param trigger what started it
 * @param progress 0 to 1
 * @param progressMessage may be empty
 * @param dueAt when the next attempt may start
 * @param startedAt start of the first attempt, or {@code null}
 * @param finishedAt {@code null} until finished
 * @param deadline when it ends as timeout whatever it does, or {@code null}
 * @param rerunOf the run that it repeats, or {@code null}
 * @param rerunAs the newest run that repeats it, or {@code null}
 * @param deadLetter whether it ended as failure, error or timeout, and waits for a person
 */
public record Run(
        String id,
        String task,
        RevisionRef plugin,
        RunState state,
        RunResult result,
        String reason,
        String params,
        String output,
        RunError error,
        int attempt,
        int maxAttempts,
        String tenant,
        SlaClass sla,
        int priority,
        Map<String, String> labels,
        String parent,
        String trigger,
        String traceId,
        double progress,
        String progressMessage,
        Instant createdAt,
        Instant dueAt,
        Instant startedAt,
        Instant finishedAt,
        Instant deadline,
        String rerunOf,
        String rerunAs,
        boolean deadLetter) {}
