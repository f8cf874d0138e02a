package dev.gantry.engine;

import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredRun;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs as their callers see them, made of what is in memory and on disk. Thread-safe. */
final class RunViews {
    private final RowCodec codec;
    private final Completion completion;
    private final Backlog backlog;
    private final Pauses pauses;
    private final Letters letters;
    private final Secrets secrets;
    private final InstantSource clock;

    RunViews(
            RowCodec codec,
            Completion completion,
            Backlog backlog,
            Letters letters,
            Secrets secrets,
            InstantSource clock) {
        this.codec = codec;
        this.completion = completion;
        this.backlog = backlog;
        this.pauses = backlog.parked().pauses();
        this.letters = letters;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A run that is in memory. */
    Run live(LiveRun run) {
        return live(run, Secrets.Large.SHOWN);
    }

    /**
     * A run that is in memory.
     *
     * @param large what is shown of what of it is large
     */
    Run live(LiveRun run, Secrets.Large large) {
        int maxAttempts = completion.policy(run.task(), run.spec()).attempts();
        String params = secrets.params(run.id(), run.task(), run.params(), large);
        while (true) {
            RunEnd end = run.end();
            String output =
                    end == null
                            ? null
                            : secrets.output(
                                    run.id(), run.task(), run.params(), end.output(), large);
            synchronized (run) {
                if (run.end() == end) {
                    return live(run, maxAttempts, params, output);
                }
            }
        }
    }

    private Run live(LiveRun run, int maxAttempts, String params, String output) {
        RunEnd end = run.end();
        RunningAttempt attempt = run.attempt();
        Progress progress = run.progress();
        int number = attempt == null ? run.counted() : attempt.number();
        Pause pause = run.waiting() ? pauses.of(run) : null;
        RunState state = pause == null ? run.state() : RunState.PAUSED;
        String reason = run.cancel() == null ? run.blocked() : run.cancel();
        if (pause != null) {
            reason = pause.sentence();
        }
        if (reason == null && end == null && run.state() == RunState.QUEUED) {
            reason = backlog.reason(run.task(), run.tenant(), run.spec());
        }
        boolean success = end != null && end.result().equals("success");
        return new Run(
                run.name(),
                run.task(),
                run.plugin(),
                end == null ? state : RunState.FINISHED,
                end == null ? null : result(end.result()),
                reason,
                params,
                output,
                end == null ? run.error() : codec.error(end.error()),
                end == null ? number : end.attempt(),
                maxAttempts,
                run.tenant(),
                run.spec().sla(),
                run.spec().priority(),
                run.spec().labels(),
                run.spec().parent(),
                run.spec().trigger(),
                run.traceId(),
                success ? 1 : progress.fraction(),
                progress.message(),
                RunIds.createdAt(run.id()),
                Instant.ofEpochMilli(run.due()),
                time(run.firstStarted()),
                end == null ? null : Instant.ofEpochMilli(end.finished()),
                run.spec().deadline(),
                run.spec().rerunOf(),
                null,
                end != null && Letters.dead(end.result()));
    }

    /** A run that is on disk only. */
    Run stored(StoredRun run) {
        return stored(run, Secrets.Large.SHOWN);
    }

    /** The same, with that of what of it is large. */
    Run stored(StoredRun run, Secrets.Large large) {
        return stored(run, letters.of(List.of(run)).get(run.id()), large);
    }

    /**
     * A run that is on disk only.
     *
     * @param handling what was done about it, or {@code null}
     * @param large what is shown of what of it is large
     * @throws GantryException {@code UNAVAILABLE} if it is wanted whole and cannot be read
     */
    Run stored(StoredRun run, StoredHandling handling, Secrets.Large large) {
        RunSpec spec = spec(run);
        boolean open = run.state() == StoredRun.OPEN;
        return new Run(
                RunIds.text(run.id()),
                run.task(),
                RowCodec.parseRevision(run.plugin()),
                state(run),
                open ? null : result(run.result()),
                open && run.cancel() == null ? reason(run) : run.cancel(),
                secrets.params(run.id(), run.task(), run.params(), large),
                secrets.output(run.id(), run.task(), run.params(), run.output(), large),
                codec.error(run.error()),
                run.attempt(),
                completion.policy(run.task(), spec).attempts(),
                run.tenant(),
                spec.sla(),
                spec.priority(),
                spec.labels(),
                spec.parent(),
                spec.trigger(),
                Trace.id(run.id(), spec),
                "success".equals(run.result()) ? 1 : 0,
                "",
                RunIds.createdAt(run.id()),
                Instant.ofEpochMilli(run.due()),
                time(run.started()),
                time(run.finished()),
                spec.deadline(),
                spec.rerunOf(),
                handling == null || handling.rerun() == 0 ? null : RunIds.text(handling.rerun()),
                handling == null && !open && Letters.dead(run.result()));
    }

    RunSpec spec(StoredRun run) {
        return spec(run.spec());
    }

    /** The default where it cannot be read: such a run ends, and shall be seen. */
    RunSpec spec(String stored) {
        try {
            return RunSpec.parse(codec.mapper(), stored);
        } catch (RuntimeException e) {
            return RunSpec.DEFAULT;
        }
    }

    private Pause pause(StoredRun run) {
        return pauses.any() ? pauses.of(run.task(), run.tenant(), spec(run).sla(), run.id()) : null;
    }

    private String reason(StoredRun run) {
        Pause pause = pause(run);
        if (pause != null) {
            return pause.sentence();
        }
        String reason = backlog.blocked().reason(run.task());
        return reason == null && run.due() <= clock.millis()
                ? backlog.reason(run.task(), run.tenant(), spec(run))
                : reason;
    }

    private RunState state(StoredRun run) {
        if (run.state() == StoredRun.FINISHED) {
            return RunState.FINISHED;
        }
        if (pause(run) != null) {
            return RunState.PAUSED;
        }
        if (run.due() > clock.millis()) {
            return RunState.SCHEDULED;
        }
        if (run.started() > 0) {
            return run.cancel() == null ? RunState.RUNNING : RunState.CANCELLING;
        }
        return backlog.blocked().reason(run.task()) == null ? RunState.QUEUED : RunState.BLOCKED;
    }

    private static RunResult result(String name) {
        return RunResult.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Instant time(long ms) {
        return ms <= 0 ? null : Instant.ofEpochMilli(ms);
    }

    /**
     * A run's attempts, oldest first.
     *
     * @param before those that ended while it went on
     * @param running the one that ran before those were read, or {@code null}
     */
    List<Attempt> attempts(StoredRun run, List<AttemptEnd> before, RunningAttempt running) {
        List<Attempt> attempts = new ArrayList<>();
        before.forEach(end -> attempts.add(ended(end)));
        boolean lastListed =
                !before.isEmpty()
                        && before.getLast().counted()
                        && before.getLast().attempt() == run.attempt();
        if (run.state() == StoredRun.FINISHED) {
            if (run.attempt() > 0 && !lastListed) {
                attempts.add(last(run));
            }
        } else if (running != null
                && before.stream()
                        .noneMatch(end -> end.counted() && end.attempt() == running.number())) {
            attempts.add(
                    new Attempt(
                            running.number(),
                            Attempt.State.RUNNING,
                            running.revision(),
                            Instant.ofEpochMilli(running.startedAt()),
                            null,
                            null,
                            List.of()));
        }
        return attempts;
    }

    private Attempt ended(AttemptEnd end) {
        return new Attempt(
                end.attempt(),
                Attempt.State.valueOf(end.state().toUpperCase(Locale.ROOT)),
                RowCodec.parseRevision(end.plugin()),
                Instant.ofEpochMilli(end.started()),
                Instant.ofEpochMilli(end.finished()),
                codec.error(end.error()),
                end.phases() == null ? List.of() : codec.course(end.phases()).phases());
    }

    private Attempt last(StoredRun run) {
        boolean success = "success".equals(run.result());
        RowCodec.Course course =
                run.phases() != null
                        ? codec.course(run.phases())
                        : new RowCodec.Course(
                                run.started(),
                                success ? Attempt.State.SUCCEEDED : Attempt.State.FAILED,
                                List.of(
                                        new Attempt.Phase(
                                                "run",
                                                Duration.ZERO,
                                                Duration.ofMillis(run.finished() - run.started()),
                                                !success)));
        return new Attempt(
                run.attempt(),
                course.state(),
                RowCodec.parseRevision(run.plugin()),
                Instant.ofEpochMilli(course.startedAt()),
                Instant.ofEpochMilli(run.finished()),
                codec.error(run.error()),
                course.phases());
    }
}
