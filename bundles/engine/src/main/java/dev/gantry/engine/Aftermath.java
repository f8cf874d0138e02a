package dev.gantry.engine;

import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.RunEnd;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Moves runs on after their records are on disk. Thread-safe, never blocks. */
final class Aftermath implements Completion.Continuation {
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final Announcer announcer;
    private final RunViews views;
    private final Places places;
    private volatile Consumer<LiveRun> ended = run -> {};

    Aftermath(
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            Announcer announcer,
            RunViews views,
            Places places) {
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.announcer = announcer;
        this.views = views;
        this.places = places;
    }

    /** Calls this with each run that is over, on the committer's thread. */
    void onEnd(Consumer<LiveRun> told) {
        ended = told;
    }

    @Override
    public void finished(LiveRun run, RunEnd end, RunError error, boolean hadSlot) {
        run.ended(end, error);
        places.leave(run);
        lives.remove(run);
        backlog.parked().pauses().over(run);
        boolean slot = run.drop();
        if (hadSlot) {
            backlog.leave(run);
        } else {
            backlog.forget(run);
        }
        LiveRun again = lives.get(run.id());
        if (again != null && again.claim(run.cancel())) {
            lives.remove(again);
        }
        backlog.closed(run);
        CompletableFuture<Run> waiter = lives.takeWaiter(run.id());
        if (waiter != null) {
            waiter.completeAsync(() -> views.live(run), done -> Thread.ofVirtual().start(done));
        }
        announcer.finished(
                run,
                RunResult.valueOf(end.result().toUpperCase(Locale.ROOT)),
                run.cancel(),
                end.attempt(),
                end.finished());
        freed(slot);
        ended.accept(run);
    }

    @Override
    public void again(LiveRun run) {
        places.leave(run);
        boolean slot = run.drop();
        backlog.leave(run);
        backlog.accept(run);
        freed(slot);
    }

    @Override
    public void blocked(LiveRun run, String reason) {
        places.leave(run);
        boolean slot = run.drop();
        backlog.leave(run);
        backlog.block(run, reason);
        freed(slot);
    }

    @Override
    public void refused(LiveRun run) {
        boolean slot = run.drop();
        backlog.ready().refused(run);
        freed(slot);
    }

    @Override
    public void taken(ClaimedRun run) {
        backlog.count(run);
    }

    @Override
    public void left(LiveRun run, boolean hadSlot) {
        places.leave(run);
        lives.remove(run);
        if (hadSlot) {
            boolean slot = run.drop();
            backlog.leave(run);
            freed(slot);
        }
    }

    /** Others may go on where it had its places; one that waits for other runs has no slot. */
    private void freed(boolean slot) {
        if (slot) {
            dispatcher.release();
        } else {
            dispatcher.pump();
        }
    }
}
