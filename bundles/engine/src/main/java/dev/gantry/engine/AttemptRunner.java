package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** One attempt of a run, from lease to outcome, on a virtual thread of its own. Thread-safe. */
final class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private final Catalog catalog;
    private final RunStore store;
    private final RunLogs logs;
    private final InstantSource clock;
    private final Announcer announcer;
    private final Completion completion;
    private final Set<RunningAttempt> running;

    AttemptRunner(
            Catalog catalog,
            RunStore store,
            RunLogs logs,
            InstantSource clock,
            Announcer announcer,
            Completion completion,
            Set<RunningAttempt> running) {
        this.catalog = catalog;
        this.store = store;
        this.logs = logs;
        this.clock = clock;
        this.announcer = announcer;
        this.completion = completion;
        this.running = running;
    }

    /** Runs an attempt of a run that has a slot. */
    void run(LiveRun run) {
        Lease lease;
        try {
            lease = catalog.lease(Kind.TASK, run.task());
        } catch (NoProviderException e) {
            completion.blocked(run, e.getMessage());
            return;
        } catch (Throwable e) {
            LOG.error("No lease for task {}", run.task(), e);
            completion.faulted(run, inside(e), true);
            return;
        }
        RunningAttempt attempt;
        try {
            attempt = begin(run, lease);
        } catch (Throwable e) {
            LOG.error("An attempt of run {} could not begin", run.name(), e);
            giveBack(lease);
            completion.faulted(run, inside(e), true);
            return;
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

    private RunningAttempt begin(LiveRun run, Lease lease) {
        long now = clock.millis();
        RunningAttempt attempt =
                new RunningAttempt(run, lease.revision(), now, limit(run, lease, now));
        Heartbeats heartbeats = new Heartbeats(attempt, lease, store, clock);
        attempt.context(
                new AttemptContext(
                        attempt, heartbeats, lease, clock, new AttemptLog(attempt, logs)));
        run.attach(attempt);
        running.add(attempt);
        run.charge().started(attempt);
        announcer.changed(run, RunState.RUNNING, null);
        String cancel = run.cancel();
        if (cancel != null) {
            attempt.signal().ask(StopSignal.Cause.CANCEL, cancel, now);
        }
        return attempt;
    }

    private RunningAttempt.Limit limit(LiveRun run, Lease lease, long now) {
        Duration timeout = run.spec().timeout();
        if (timeout == null) {
            timeout = catalog.find(Kind.TASK, run.task()).map(Contribution::timeout).orElse(null);
        }
        StopSignal signal = new StopSignal(lease.loader());
        return timeout == null
                ? new RunningAttempt.Limit(signal, Long.MAX_VALUE, "")
                : new RunningAttempt.Limit(
                        signal,
                        now + Span.cut(timeout).toMillis(),
                        "the attempt took longer than " + timeout);
    }

    private Outcome outcome(RunningAttempt attempt, Lease lease) {
        Thread.currentThread().setContextClassLoader(lease.loader());
        AttemptLog.mark(attempt);
        Heartbeats heartbeats = attempt.context().heartbeats();
        try {
            Outcome outcome = new PhaseRunner(attempt, lease, clock).run(attempt.run().params());
            if (!(outcome instanceof Outcome.Success)) {
                lastDetail(attempt, heartbeats);
            }
            return outcome;
        } finally {
            heartbeats.close();
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
