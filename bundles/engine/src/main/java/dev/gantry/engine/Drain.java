package dev.gantry.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The end of an engine: what runs may finish, in real time; what does not is told to stop. */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration FOR_RECORDS = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_MS = 5;

    private final EngineSettings settings;
    private final Set<RunningAttempt> running;
    private final Dispatcher dispatcher;
    private final Records records;
    private final InstantSource clock;

    Drain(
            EngineSettings settings,
            Set<RunningAttempt> running,
            Dispatcher dispatcher,
            Records records,
            InstantSource clock) {
        this.settings = settings;
        this.running = running;
        this.dispatcher = dispatcher;
        this.records = records;
        this.clock = clock;
    }

    /** Waits for running attempts, then asks, interrupts and gives up those that are left. */
    void await() {
        long never = running.stream().filter(RunningAttempt::exits).count();
        BooleanSupplier idle = () -> idle(never);
        if (await(idle, settings.drainTimeout())) {
            return;
        }
        LOG.info(
                "{} attempts still run after {}; they are stopped and begin again at the next"
                        + " start",
                running.size(),
                settings.drainTimeout());
        if (await(() -> asked() && idle.getAsBoolean(), settings.cancelGrace())) {
            return;
        }
        asked();
        for (RunningAttempt attempt : running) {
            attempt.interrupt();
        }
        await(idle, settings.cancelAbandon());
    }

    /**
     * No more slots are in use than will never be free: nothing runs, and nothing that ran is still
     * to be recorded. What waits for other runs is asked to stop at once: no run starts any more.
     */
    private boolean idle(long never) {
        boolean rests = false;
        for (RunningAttempt attempt : running) {
            if (attempt.resting()) {
                ask(attempt);
                rests = true;
            }
        }
        return !rests && dispatcher.total() - dispatcher.free() <= never;
    }

    private boolean asked() {
        running.forEach(this::ask);
        return true;
    }

    private void ask(RunningAttempt attempt) {
        attempt.ask(StopSignal.Cause.SHUTDOWN, "Gantry stops", clock.millis());
    }

    /** From here on no attempt is recorded; waits for the records that are under way. */
    void settle() {
        for (RunningAttempt attempt : running) {
            if (attempt.end()) {
                LOG.warn(
                        "Attempt {} of run {} (task {}, plugin {}) does not stop; it begins again"
                                + " at the next start",
                        attempt.number(),
                        attempt.run().name(),
                        attempt.run().task(),
                        attempt.revision());
            }
        }
        if (!await(() -> records.underWay() == 0, FOR_RECORDS)) {
            LOG.warn(
                    "The ends of {} attempts could not be written; their runs begin again at the"
                            + " next start",
                    records.underWay());
        }
    }

    private static boolean await(BooleanSupplier done, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
        return true;
    }
}
