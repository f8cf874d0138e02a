package dev.gantry.engine;

import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.NotYetException;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Attempts of runs, from lease to outcome, each on a virtual thread of its own. Thread-safe. */
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

    /**
     * An attempt of a run that has a slot, for a thread of its own. While it waits, its stack is
     * most of what it takes: what comes before the task and what comes after are not above it.
     */
    Runnable of(LiveRun run) {
        return new Work(run);
    }

    private final class Work implements Runnable {
        private final LiveRun run;
        private final Charge charge;

        Work(LiveRun run) {
            this.run = run;
            this.charge = run.charge();
        }

        @Override
        public void run() {
            try {
                PhaseRunner task = begin(run);
                if (task != null) {
                    Outcome outcome;
                    try {
                        outcome = task.run();
                    } catch (Throwable e) {
                        LOG.error("An attempt of run {} failed inside Gantry", run.name(), e);
                        outcome = new Outcome.Fault(inside(e), List.of());
                    }
                    end(task, outcome);
                }
            } finally {
                charge.over();
            }
        }
    }

    /** {@code null} if it does not begin. */
    private PhaseRunner begin(LiveRun run) {
        Targets.Pass pass;
        try {
            pass = breakers.enter(run.task());
        } catch (TargetClosedException e) {
            completion.later(run, clock.instant().plus(e.after()));
            return null;
        }
        PhaseRunner begun = begin(run, pass);
        if (begun == null) {
            breakers.judge(run.task(), pass, NOT_BEGUN);
        }
        return begun;
    }

    private PhaseRunner begin(LiveRun run, Targets.Pass pass) {
        long mark = providers.mark();
        Lease lease;
        try {
            lease = providers.lease(run);
        } catch (NotYetException e) {
            LOG.info("Run {} waits until {}: {}", run.name(), e.until(), e.getMessage());
            completion.later(run, e.until());
            return null;
        } catch (NoProviderException e) {
            completion.blocked(run, e.getMessage());
            providers.aside(run, mark);
            return null;
        } catch (Throwable e) {
            LOG.error("No lease for task {}", run.task(), e);
            completion.faulted(run, inside(e), true);
            return null;
        }
        try {
            RunningAttempt attempt = begin(run, lease, mark);
            attempt.onEnd(outcome -> breakers.judge(run.task(), pass, outcome));
            return new PhaseRunner(attempt, lease, clock, contexts);
        } catch (Throwable e) {
            LOG.error("An attempt of run {} could not begin", run.name(), e);
            giveBack(lease);
            completion.faulted(run, inside(e), true);
            return null;
        }
    }

    private void end(PhaseRunner task, Outcome outcome) {
        RunningAttempt attempt = task.attempt();
        Heartbeats heartbeats = attempt.context().heartbeats();
        if (!(outcome instanceof Outcome.Success)) {
            lastDetail(attempt, heartbeats);
        }
        heartbeats.close();
        giveBack(task.lease());
        RunLog log = attempt.run().logIfAny();
        if (log != null) {
            log.close(attempt.number());
        }
        Thread.currentThread().setContextClassLoader(null);
        completion.settle(attempt, outcome);
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
