package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.NotYetException;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** One attempt of a run, from lease to outcome, on a virtual thread of its own. Thread-safe. */
final class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private static final Outcome NOT_BEGUN =
            new Outcome.Fault(new RunError("not begun", "", "run", null), List.of());

    private final Providers providers;
    private final Contexts contexts;
    private final TaskBreakers breakers;
    private final InstantSource clock;
    private final Announcer announcer;
    private final Completion completion;
    private final Set<RunningAttempt> running;

    AttemptRunner(
            Providers providers,
            Contexts contexts,
            TaskBreakers breakers,
            InstantSource clock,
            Announcer announcer,
            Completion completion,
            Set<RunningAttempt> running) {
        this.providers = providers;
        this.contexts = contexts;
        this.breakers = breakers;
        this.clock = clock;
        this.announcer = announcer;
        this.completion = completion;
        this.running = running;
    }

    /** Runs an attempt of a run that has a slot. */
    void run(LiveRun run) {
        Charge charge = run.charge();
        try {
            attempt(run);
        } finally {
            charge.over();
        }
    }

    private void attempt(LiveRun run) {
        Targets.Pass pass;
        try {
            pass = breakers.enter(run.task());
        } catch (TargetClosedException e) {
            completion.later(run, clock.instant().plus(e.after()));
            return;
        }
        Outcome begun = attempt(run, pass);
        if (begun != null) {
            breakers.judge(run.task(), pass, begun);
        }
    }

    /** How it went where it did not begin; {@code null} if it did. */
    private Outcome attempt(LiveRun run, Targets.Pass pass) {
        long mark = providers.mark();
        Lease lease;
        try {
            lease = providers.lease(run);
        } catch (NotYetException e) {
            LOG.info("Run {} waits until {}: {}", run.name(), e.until(), e.getMessage());
            completion.later(run, e.until());
            return NOT_BEGUN;
        } catch (NoProviderException e) {
            completion.blocked(run, e.getMessage());
            providers.aside(run, mark);
            return NOT_BEGUN;
        } catch (Throwable e) {
            LOG.error("No lease for task {}", run.task(), e);
            completion.faulted(run, inside(e), true);
            return NOT_BEGUN;
        }
        RunningAttempt attempt;
        try {
            attempt = begin(run, lease, mark);
            attempt.onEnd(outcome -> breakers.judge(run.task(), pass, outcome));
        } catch (Throwable e) {
            LOG.error("An attempt of run {} could not begin", run.name(), e);
            giveBack(lease);
            completion.faulted(run, inside(e), true);
            return NOT_BEGUN;
        }
        Outcome outcome;
        try {
            outcome = outcome(attempt, lease);
        } catch (Throwable e) {
            LOG.error("An attempt of run {} failed inside Gantry", run.name(), e);
            outcome = new Outcome.Fault(inside(e), List.of());
        }
        giveBack(lease);
        RunLog log = run.logIfAny();
        if (log != null) {
            log.close(attempt.number());
        }
        Thread.currentThread().setContextClassLoader(null);
        completion.settle(attempt, outcome);
        return null;
    }

    private static void giveBack(Lease lease) {
        try {
            lease.close();
        } catch (Throwable e) {
            LOG.warn("The lease on {} was not given back", lease.revision(), e);
        }
    }

    private static RunError inside(Throwable failure) {
        return new RunError(failure.getClass().getName(), Told.by(failure), "run", null);
    }

    private RunningAttempt begin(LiveRun run, Lease lease, long mark) {
        long now = clock.millis();
        RunningAttempt attempt = new RunningAttempt(run, lease, now, limit(run, lease, now));
        RevisionRef before = run.plugin();
        providers.recall(run, lease);
        attempt.context(contexts.of(attempt, lease));
        run.attach(attempt);
        running.add(attempt);
        run.charge().started(attempt);
        if (before != null && !before.equals(lease.revision())) {
            moved(attempt, before);
        }
        providers.begun(attempt, mark);
        announcer.changed(run, RunState.RUNNING, null);
        String cancel = run.cancel();
        if (run.terminated()) {
            completion.terminate(attempt, cancel);
        } else if (cancel != null) {
            attempt.ask(StopSignal.Cause.CANCEL, cancel, now);
        }
        return attempt;
    }

    private void moved(RunningAttempt attempt, RevisionRef before) {
        String line =
                "the run goes on with %s: %s, which it started on, is quarantined or not kept any more"
                        .formatted(attempt.revision(), before);
        attempt.run().log(contexts.logs()).add("warn", attempt.number(), line);
    }

    private RunningAttempt.Limit limit(LiveRun run, Lease lease, long now) {
        Duration timeout = providers.timeout(run);
        Duration heartbeat = Span.cut(providers.heartbeat(run));
        StopSignal signal = new StopSignal(lease.loader());
        return timeout == null
                ? new RunningAttempt.Limit(signal, Long.MAX_VALUE, "", heartbeat)
                : new RunningAttempt.Limit(
                        signal,
                        now + Span.cut(timeout).toMillis(),
                        "the attempt took longer than " + timeout,
                        heartbeat);
    }

    private Outcome outcome(RunningAttempt attempt, Lease lease) {
        Thread.currentThread().setContextClassLoader(lease.loader());
        AttemptLog.mark(attempt);
        Heartbeats heartbeats = attempt.context().heartbeats();
        try {
            Outcome outcome = run(attempt, lease);
            if (!(outcome instanceof Outcome.Success)) {
                lastDetail(attempt, heartbeats);
            }
            return outcome;
        } finally {
            heartbeats.close();
        }
    }

    private Outcome run(RunningAttempt attempt, Lease lease) {
        LiveRun run = attempt.run();
        PayloadFiles payloads = contexts.payloads();
        String params;
        try {
            params = payloads.open(run.id(), run.params());
        } catch (GantryException e) {
            return new Outcome.Fault(
                    new RunError("payload", e.getMessage(), "params", null), List.of());
        }
        attempt.hide(contexts.logs().secrets().mask(run.task(), params, lease));
        Outcome outcome =
                new PhaseRunner(attempt, lease, clock, payloads.limits().max()).run(params);
        return outcome instanceof Outcome.Success(String output, var phases)
                ? new Outcome.Success(kept(run, output), phases)
                : outcome;
    }

    /** What the row gets: the task has done its work, so a disk that is full must not undo it. */
    private String kept(LiveRun run, String output) {
        try {
            return contexts.payloads().keep(run.id(), PayloadFiles.Kind.OUTPUT, output);
        } catch (GantryException e) {
            LOG.warn("The result of run {} is kept in its row: {}", run.name(), e.getMessage());
            return output;
        }
    }

    private static void lastDetail(RunningAttempt attempt, Heartbeats heartbeats) {
        try {
            heartbeats.flush();
        } catch (Throwable e) {
            attempt.context()
                    .log()
                    .warn("the last heartbeat's detail could not be kept: {}", Told.by(e));
        }
    }
}
