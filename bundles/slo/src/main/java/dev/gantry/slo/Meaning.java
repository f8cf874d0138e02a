package dev.gantry.slo;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloKind;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an objective counts, whatever it promises of it: objectives of the same meaning share their
 * counts, and one that is changed only in what it promises keeps them.
 *
 * @param threshold {@code null} where there is none
 */
record Meaning(SloKind kind, String task, Duration threshold) {
    private static final Set<RunResult> BAD =
            EnumSet.of(RunResult.FAILURE, RunResult.ERROR, RunResult.TIMEOUT);

    static Meaning of(Objective objective) {
        return new Meaning(objective.kind(), objective.task(), objective.threshold());
    }

    /** As the store names it. */
    String key() {
        String key = kind.name().toLowerCase(java.util.Locale.ROOT) + " " + task;
        return threshold == null ? key : key + " " + threshold;
    }

    /** A regular expression for what a pattern with stars stands for. */
    static String regex(String task) {
        return Arrays.stream(task.split("\\*", -1))
                .map(part -> part.replace(".", "\\."))
                .collect(Collectors.joining(".*"));
    }

    boolean covers(String type) {
        return task.indexOf('*') < 0 ? task.equals(type) : Pattern.matches(regex(task), type);
    }

    /** Whether what happened to a run is good; empty if it does not count. */
    Optional<Boolean> good(Event.RunChanged run) {
        return switch (kind) {
            case AVAILABILITY -> result(run);
            case LATENCY ->
                    run.state() == RunState.FINISHED && run.startedAt() != null
                            ? Optional.of(within(run.startedAt(), run.at()))
                            : Optional.empty();
            case WAIT ->
                    run.state() == RunState.RUNNING && run.attempt() <= 1 && run.startedAt() != null
                            ? Optional.of(within(run.createdAt(), run.startedAt()))
                            : Optional.empty();
        };
    }

    private static Optional<Boolean> result(Event.RunChanged run) {
        if (run.state() != RunState.FINISHED) {
            return Optional.empty();
        }
        if (run.result() == RunResult.SUCCESS) {
            return Optional.of(true);
        }
        return BAD.contains(run.result()) ? Optional.of(false) : Optional.empty();
    }

    private boolean within(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(threshold) <= 0;
    }
}
