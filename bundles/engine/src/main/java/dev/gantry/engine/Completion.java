package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.RunEnd;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What follows from an attempt's outcome: the final record or another attempt, and after its commit
 * the slot's return. Thread-safe.
 */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final RetryRules rules;
    private final Records records;
    private final RowCodec codec;
    private final InstantSource clock;
    private final Announcer announcer;
    private final Set<RunningAttempt> running;
    private final Map<RevisionRef, String> revisions = new ConcurrentHashMap<>();
    private volatile Continuation continuation;

    /** Where runs go next. */
    interface Continuation {
        /** The run's final record is on disk. */
        void finished(LiveRun run, RunEnd end, RunError error, boolean hadSlot);

        /** The run waits for its next attempt, and that is on disk. */
        void again(LiveRun run);

        /** The run's task type is not offered. */
        void blocked(LiveRun run, String reason);

        /** Runs of other nodes have the places of its key. */
        void refused(LiveRun run);

        /** A run that nobody had is this Gantry's now, and is about to be ended. */
        void taken(ClaimedRun run);

        /** The run is not this Gantry's any more, or is left to its next start. */
        void left(LiveRun run, boolean hadSlot);
    }

    Completion(
            RetryRules rules,
            Records records,
            RowCodec codec,
            InstantSource clock,
            Announcer announcer,
            Set<RunningAttempt> running) {
        this.rules = rules;
        this.records = records;
        this.codec = codec;
        this.clock = clock;
        this.announcer = announcer;
        this.running = running;
    }

    void then(Continuation next) {
        continuation = next;
    }

    /** How often and how soon a run's attempts are repeated. */
    RetryPolicy policy(String task, RunSpec spec) {
        return rules.policy(task, spec);
    }

    /** Settles an attempt; false if it was settled before. */
    boolean settle(RunningAttempt attempt, Outcome outcome) {
        if (!attempt.end()) {
            return false;
        }
        running.remove(attempt);
        try {
            attempt.judge(outcome);
            follow(attempt, outcome);
        } catch (RuntimeException e) {
            LOG.error("How run {} goes on could not be found out", attempt.run().name(), e);
            RunError error = new RunError(e.getClass().getName(), Told.by(e), "run", null);
            faulted(attempt.run(), error, true);
        }
        return true;
    }

    private void follow(RunningAttempt attempt, Outcome outcome) {
        switch (outcome) {
            case Outcome.Success success ->
                    finish(attempt, RunResult.SUCCESS, success.output(), null, success, false);
            case Outcome.Failure failure -> {
                if (failure.permanent()) {
                    finish(
                            attempt,
                            RunResult.FAILURE,
                            null,
                            failure.error(),
                            failure,
                            failure.abandoned());
                } else {
                    repeat(
                            attempt,
                            RunResult.FAILURE,
                            failure.error(),
                            failure.retryAfter(),
                            failure,
                            state(failure.abandoned()));
                }
            }
            case Outcome.Unavailable closed -> unavailable(attempt, closed);
            case Outcome.Stopped stopped -> stopped(attempt, stopped);
            case Outcome.Fault fault ->
                    finish(attempt, RunResult.ERROR, null, fault.error(), fault, false);
        }
    }

    private void stopped(RunningAttempt attempt, Outcome.Stopped stopped) {
        switch (stopped.cause()) {
            case SHUTDOWN -> {
                announcer.cutOff(attempt);
                continuation.left(attempt.run(), true);
            }
            case CANCEL ->
                    finish(
                            attempt,
                            RunResult.CANCELLED,
                            null,
                            stopped.error(),
                            stopped,
                            stopped.abandoned());
            case TIMEOUT, SILENT ->
                    repeat(
                            attempt,
                            RunResult.TIMEOUT,
                            stopped.error(),
                            null,
                            stopped,
                            state(stopped.abandoned()));
            case DEADLINE ->
                    finish(
                            attempt,
                            RunResult.TIMEOUT,
                            null,
                            stopped.error(),
                            stopped,
                            stopped.abandoned());
            case REVOKED -> next(attempt, stopped.error(), 0, stopped, Attempt.State.LOST);
        }
    }

    /** What it calls is spared now: it begins again when that is worth while. */
    private void unavailable(RunningAttempt attempt, Outcome.Unavailable closed) {
        LiveRun run = attempt.run();
        Optional<Duration> wait = rules.whenBack(run, closed.retryAfter());
        if (wait.isPresent()) {
            next(attempt, closed.error(), wait.get().toMillis(), closed, Attempt.State.LOST);
        } else {
            RunResult result = run.cancel() == null ? RunResult.FAILURE : RunResult.CANCELLED;
            finish(attempt, result, null, closed.error(), closed, false);
        }
    }

    private static Attempt.State state(boolean abandoned) {
        return abandoned ? Attempt.State.ABANDONED : Attempt.State.FAILED;
    }

    private void repeat(
            RunningAttempt attempt,
            RunResult lastResult,
            RunError error,
            Duration askedWait,
            Outcome outcome,
            Attempt.State state) {
        LiveRun run = attempt.run();
        Optional<Duration> wait = rules.afterFailure(attempt, error, askedWait);
        if (wait.isPresent()) {
            next(attempt, error, wait.get().toMillis(), outcome, state);
        } else {
            RunResult result = run.cancel() == null ? lastResult : RunResult.CANCELLED;
            finish(attempt, result, null, error, outcome, state == Attempt.State.ABANDONED);
        }
    }

    /** The run goes on with another attempt; one that was lost is not counted. */
    private void next(
            RunningAttempt attempt,
            RunError error,
            long wait,
            Outcome outcome,
            Attempt.State state) {
        LiveRun run = attempt.run();
        long now = clock.millis();
        run.charge().ended(attempt, state);
        boolean counted = state != Attempt.State.LOST;
        boolean pinned = !attempt.revoked();
        AttemptEnd end =
                new AttemptEnd(
                        run.id(),
                        attempt.number(),
                        state.name().toLowerCase(Locale.ROOT),
                        counted,
                        now + wait,
                        revisions.computeIfAbsent(attempt.revision(), RowCodec::revision),
                        attempt.startedAt(),
                        now,
                        codec.error(error),
                        codec.course(
                                new RowCodec.Course(attempt.startedAt(), state, outcome.phases())));
        records.retry(
                end,
                pinned,
                open -> {
                    announcer.attemptFinished(
                            attempt, state, error, outcome.phases(), now, open ? end.due() : 0);
                    if (!open) {
                        continuation.left(run, true);
                        return;
                    }
                    boolean goesOn =
                            run.waitAgain(attempt.number() - (counted ? 0 : 1), end.due(), error);
                    if (pinned && attempt.revoked()) {
                        records.unpin(attempt.revision());
                    }
                    if (goesOn) {
                        continuation.again(run);
                    } else {
                        unstarted(run, true);
                    }
                },
                refused -> faulted(run, refused, true));
    }

    private void finish(
            RunningAttempt attempt,
            RunResult result,
            String output,
            RunError error,
            Outcome outcome,
            boolean abandoned) {
        LiveRun run = attempt.run();
        long now = Math.max(clock.millis(), attempt.startedAt());
        Attempt.State state =
                abandoned
                        ? Attempt.State.ABANDONED
                        : result == RunResult.SUCCESS
                                ? Attempt.State.SUCCEEDED
                                : Attempt.State.FAILED;
        run.charge().ended(attempt, state);
        RunEnd end =
                new RunEnd(
                        run.id(),
                        result.name().toLowerCase(Locale.ROOT),
                        attempt.number(),
                        revisions.computeIfAbsent(attempt.revision(), RowCodec::revision),
                        run.firstStarted(),
                        now,
                        output,
                        codec.error(error),
                        plain(attempt, state, outcome.phases())
                                ? null
                                : codec.course(
                                        new RowCodec.Course(
                                                attempt.startedAt(), state, outcome.phases())));
        records.finish(
                end,
                first -> {
                    announcer.attemptFinished(attempt, state, error, outcome.phases(), now, 0);
                    if (first) {
                        continuation.finished(run, end, error, true);
                    } else {
                        continuation.left(run, true);
                    }
                });
    }

    /** Whether the run's own record says all about its last attempt. */
    private static boolean plain(
            RunningAttempt attempt, Attempt.State state, List<Attempt.Phase> phases) {
        return attempt.startedAt() == attempt.run().firstStarted()
                && state != Attempt.State.ABANDONED
                && phases.size() == 1
                && phases.getFirst().name().equals("run");
    }

    /** Ends a run that is to be cancelled and has no attempt running. */
    void unstarted(LiveRun run, boolean hasSlot) {
        end(run, RunResult.CANCELLED, run.error(), hasSlot);
    }

    /** Ends a run whose deadline passed and that has no attempt running. */
    void late(LiveRun run, RunError error) {
        end(run, RunResult.TIMEOUT, error, false);
    }

    /** Ends a running attempt here and now: whatever it still does is not recorded. */
    void terminate(RunningAttempt attempt, String reason) {
        attempt.terminate();
        String frame = attempt.frame();
        if (attempt.thread().getState() == Thread.State.RUNNABLE) {
            attempt.run().charge().overstay();
        }
        String told = reason;
        if (attempt.failed() instanceof Outcome.Failure failure) {
            RunError before = failure.error();
            told =
                    Told.both(
                            reason,
                            "; its rollback was cut off, after "
                                    + before.type()
                                    + ": "
                                    + before.message());
        }
        RunError error = new RunError("terminated", told, "run", frame);
        settle(attempt, new Outcome.Stopped(StopSignal.Cause.CANCEL, error, true, List.of()));
        // only now may its code learn of it: how it reacts counts no more
        attempt.signal().ask(StopSignal.Cause.CANCEL, reason, clock.millis());
        attempt.interrupt();
    }

    /** Ends a running attempt whose run is not this node's any more; nothing is recorded. */
    void abandon(RunningAttempt attempt, RunError why) {
        Outcome gone = new Outcome.Stopped(StopSignal.Cause.SHUTDOWN, why, true, List.of());
        settle(attempt, gone);
        attempt.signal().ask(StopSignal.Cause.SHUTDOWN, why.message(), clock.millis());
        attempt.interrupt();
    }

    /** A run could not be started, and Gantry is to blame. */
    void faulted(LiveRun run, RunError error, boolean hasSlot) {
        end(run, RunResult.ERROR, error, hasSlot);
    }

    private void end(LiveRun run, RunResult result, RunError error, boolean hasSlot) {
        RunEnd end =
                new RunEnd(
                        run.id(),
                        result.name().toLowerCase(Locale.ROOT),
                        run.counted(),
                        RowCodec.revision(run.plugin()),
                        run.firstStarted(),
                        clock.millis(),
                        null,
                        codec.error(error),
                        null);
        end(run, end, error, hasSlot);
    }

    /** Ends a run by a record that may be on disk already. */
    void end(LiveRun run, RunEnd end, RunError error, boolean hasSlot) {
        records.finish(
                end,
                first -> {
                    if (first) {
                        continuation.finished(run, end, error, hasSlot);
                    } else {
                        continuation.left(run, hasSlot);
                    }
                });
    }

    /** A run that has a slot found nobody who offers its task type. */
    void blocked(LiveRun run, String reason) {
        back(run, run.due(), () -> continuation.blocked(run, reason));
    }

    /** A run that has a slot found the places of its key taken on other nodes. */
    void refused(LiveRun run) {
        back(run, run.due(), () -> continuation.refused(run));
    }

    /** A run that has a slot shall wait a while; nothing is counted. */
    void later(LiveRun run, Instant until) {
        back(run, until.toEpochMilli(), () -> continuation.again(run));
    }

    private void back(LiveRun run, long due, Runnable then) {
        if (run.waitAgain(run.counted(), due, null)) {
            then.run();
        } else {
            unstarted(run, true);
        }
    }
}
