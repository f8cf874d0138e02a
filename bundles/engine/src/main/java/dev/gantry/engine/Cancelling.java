package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.UnsureException;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Stops runs on request, wherever they are. Thread-safe. */
final class Cancelling {
    private static final int MAX_REASON = 500;
    private static final long PATIENCE_SECONDS = 5;

    private final RunStore store;
    private final LiveRuns lives;
    private final Completion completion;
    private final Announcer announcer;
    private final InstantSource clock;
    private final Completion.Continuation continuation;
    private final RowCodec codec;

    Cancelling(
            RunStore store,
            LiveRuns lives,
            Completion completion,
            Announcer announcer,
            InstantSource clock,
            Completion.Continuation continuation,
            RowCodec codec) {
        this.store = store;
        this.lives = lives;
        this.completion = completion;
        this.announcer = announcer;
        this.clock = clock;
        this.continuation = continuation;
        this.codec = codec;
    }

    /** Returns when the wish is on disk. */
    void cancel(String name, String why) {
        long id = RunIds.known(name);
        String reason =
                why == null || why.isBlank()
                        ? "cancelled"
                        : why.substring(0, Math.min(MAX_REASON, why.length()));
        LiveRun live = lives.get(id);
        if (live == null || live.state() == RunState.FINISHED) {
            inStore(id, name, reason);
        } else {
            inMemory(live, reason);
        }
    }

    private void inMemory(LiveRun run, String reason) {
        if (run.state() == RunState.CANCELLING) {
            return;
        }
        boolean runs = false;
        while (!runs) {
            if (run.claim(reason)) {
                unstarted(run, reason);
                return;
            }
            runs = run.stop(reason);
            if (!runs && run.state() == RunState.FINISHED) {
                throw finished(run.name());
            }
        }
        if (!join(store.cancel(run.id(), reason))) {
            if (store.find(run.id()).filter(Cancelling::cancelled).isEmpty()) {
                throw finished(run.name());
            }
            return;
        }
        announcer.changed(run, RunState.CANCELLING, reason);
        RunningAttempt attempt = run.attempt();
        if (attempt != null) {
            attempt.signal().ask(StopSignal.Cause.CANCEL, reason, clock.millis());
        }
    }

    /** Whether it ended by the wish before the wish was on disk: its attempt failed just then. */
    private static boolean cancelled(StoredRun row) {
        return "cancelled".equals(row.result());
    }

    private void unstarted(LiveRun run, String reason) {
        CompletableFuture<Run> done = lives.waiter(run.id()).copy();
        store.cancel(run.id(), reason);
        completion.unstarted(run, false);
        done.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private void inStore(long id, String name, String reason) {
        StoredRun row = store.find(id).orElseThrow(() -> RunIds.unknown(name));
        if (row.state() == StoredRun.FINISHED) {
            throw finished(name);
        }
        LiveRun run =
                new LiveRun(
                        row, RunSpec.parse(codec.mapper(), row.spec()), codec.error(row.error()));
        run.claim(reason);
        RunEnd end =
                new RunEnd(
                        id,
                        "cancelled",
                        row.attempt(),
                        row.plugin(),
                        row.started(),
                        clock.millis(),
                        null,
                        row.error(),
                        null);
        join(store.cancel(id, reason));
        boolean first;
        try {
            first =
                    join(
                            store.finish(end)
                                    .thenApply(
                                            done -> {
                                                if (done) {
                                                    continuation.finished(
                                                            run, end, run.error(), false);
                                                }
                                                return done;
                                            }));
        } catch (UnsureException e) {
            completion.end(run, end, run.error(), false);
            throw e;
        }
        if (!first) {
            throw finished(name);
        }
        LiveRun fed = lives.get(id);
        if (fed != null && fed.stop(reason)) {
            RunningAttempt attempt = fed.attempt();
            if (attempt != null) {
                attempt.signal().ask(StopSignal.Cause.CANCEL, reason, clock.millis());
            }
        }
    }

    private static <T> T join(CompletableFuture<T> write) {
        try {
            return write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }

    private static GantryException finished(String name) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "Run " + name + " is finished already; there is nothing to cancel");
    }
}
