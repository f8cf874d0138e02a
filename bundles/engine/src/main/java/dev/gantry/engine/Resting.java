package dev.gantry.engine;

import dev.gantry.spi.run.RunState;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Attempts that wait for other runs: they give their slot and place to others meanwhile, and have
 * one again, before new ones start, when they go on. Thread-safe.
 */
final class Resting {
    private final Dispatcher dispatcher;
    private final Announcer announcer;
    private final AtomicInteger count = new AtomicInteger();

    /** What is waited for. */
    interface Sleep {
        void until() throws InterruptedException;
    }

    Resting(Dispatcher dispatcher, Announcer announcer) {
        this.dispatcher = dispatcher;
        this.announcer = announcer;
    }

    /** How many attempts wait. */
    int count() {
        return count.get();
    }

    /**
     * Waits on the attempt's thread.
     *
     * @param why for people
     * @param stop completes when the attempt shall stop: it then goes on at once, without a slot
     */
    void rest(RunningAttempt attempt, String why, CompletableFuture<Void> stop, Sleep sleep)
            throws InterruptedException {
        LiveRun run = attempt.run();
        if (!run.rest(why)) {
            sleep.until();
            return;
        }
        count.incrementAndGet();
        attempt.resting(true);
        announcer.changed(run, RunState.WAITING, why);
        if (run.drop()) {
            dispatcher.rest(run);
        }
        try {
            sleep.until();
        } finally {
            wake(run, stop);
            attempt.resting(false);
            count.decrementAndGet();
            if (run.state() == RunState.RUNNING) {
                announcer.changed(run, RunState.RUNNING, null);
            }
        }
    }

    private void wake(LiveRun run, CompletableFuture<Void> stop) {
        Dispatcher.Turn turn = dispatcher.want(run);
        CompletableFuture.anyOf(turn.come(), stop).join();
        boolean slot = turn.come().isDone() || !dispatcher.withdraw(turn);
        if (!run.goOn(slot) && slot) {
            dispatcher.give(run);
        }
    }
}
