package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.UnsureException;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Stops runs on request, wherever they are. Thread-safe. */
final class Cancelling {
    private static final int MAX_REASON = 500;
    private static final long PATIENCE_SECONDS = 5;
    private static final String TERMINATED = "terminated";

    private final RunStore store;
    private final NodeStore nodes;
    private final LiveRuns lives;
    private final Completion completion;
    private final Announcer announcer;
    private final InstantSource clock;
    private final Completion.Continuation continuation;
    private final RowCodec codec;

    Cancelling(
            Stores stores,
            LiveRuns lives,
            Completion completion,
            Announcer announcer,
            InstantSource clock,
            Completion.Continuation continuation,
            RowCodec codec) {
        this.store = stores.runs();
        this.nodes = stores.nodes();
        this.lives = lives;
        this.completion = completion;
        this.announcer = announcer;
        this.clock = clock;
        this.continuation = continuation;
        this.codec = codec;
    }

    /** As {@link #cancel}, without effect on a run that is finished. */
    void cancelIfOpen(long id, String reason) {
        try {
            cancel(RunIds.text(id), reason);
        } catch (GantryException e) {
            if (e.code() != GantryException.Code.CONFLICT) {
                throw e;
            }
        }
    }

    /** Returns when the wish is on disk. */
    void cancel(String name, String why) {
        stop(name, cut(why, "cancelled"), false);
    }

    /** Returns when the wish is on disk and its attempt is settled. */
    void terminate(String name, String why) {
        String more = cut(why, "");
        stop(name, more.isEmpty() ? TERMINATED : TERMINATED + ": " + more, true);
    }

    /** Whether a reason is that of {@link #terminate}. */
    static boolean hard(String reason) {
        return reason.equals(TERMINATED) || reason.startsWith(TERMINATED + ": ");
    }

    /** A wish came by way of another node. */
    void again(LiveRun run, String reason, boolean hard) {
        inMemory(run, reason, hard);
    }

    /** What a person gave as reason, within bounds. */
    static String cut(String why, String otherwise) {
        return why == null || why.isBlank()
                ? otherwise
                : why.substring(0, Math.min(MAX_REASON, why.length()));
    }

    private void stop(String name, String reason, boolean hard) {
        long id = RunIds.known(name);
        LiveRun live;
        do {
            live = lives.get(id);
            if (live == null || live.state() == RunState.FINISHED) {
                inStore(id, name, reason);
                return;
            }
        } while (!inMemory(live, reason, hard));
    }

    /** False if another one came in its place. */
    private boolean inMemory(LiveRun run, String reason, boolean hard) {
        if (run.state() == RunState.CANCELLING && !hard) {
            return true;
        }
        boolean runs = false;
        while (!runs) {
            if (run.withdrawn()) {
                Thread.onSpinWait();
                return false;
            }
            if (run.claim(reason)) {
                unstarted(run, reason);
                return true;
            }
            runs = hard ? run.terminate(reason) : run.stop(reason);
            if (!runs && run.state() == RunState.FINISHED) {
                throw finished(run.name());
            }
        }
        if (!Commit.join(store.cancel(run.id(), reason))) {
            over(run.id(), run.name());
            return true;
        }
        announcer.changed(run, RunState.CANCELLING, reason);
        RunningAttempt attempt = run.attempt();
        if (hard) {
            if (attempt != null) {
                completion.terminate(attempt, reason);
            }
        } else if (attempt != null) {
            attempt.ask(StopSignal.Cause.CANCEL, reason, clock.millis());
        }
        return true;
    }

    /**
     * A run ended while it was asked to stop: by that wish, as its attempt failed just then or as
     * its node heard of it, or before.
     */
    private void over(long id, String name) {
        if (store.find(id).filter(row -> "cancelled".equals(row.result())).isEmpty()) {
            throw finished(name);
        }
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
        Commit.join(store.cancel(id, reason));
        if (!take(row)) {
            return; // its node hears of the wish
        }
        if (!end(row, reason, RunResult.CANCELLED, codec.error(row.error()))) {
            over(id, name);
            return;
        }
        LiveRun fed = lives.get(id);
        if (fed != null && fed.stop(reason)) {
            RunningAttempt attempt = fed.attempt();
            if (attempt != null) {
                attempt.ask(StopSignal.Cause.CANCEL, reason, clock.millis());
            }
        }
    }

    /** Whether an open run is this node's, or is so now as nobody had it. */
    boolean take(StoredRun row) {
        if (nodes.alone()) {
            return true;
        }
        RunSpec spec = RunSpec.parse(codec.mapper(), row.spec());
        if (Commit.join(nodes.take(row.id()))) {
            Lane lane = new Lane(row.tenant(), spec.sla(), spec.priority());
            continuation.taken(new ClaimedRun(row.id(), row.due(), row.task(), lane, row));
            return true;
        }
        return nodes.gone(List.of(row.id())).isEmpty() || finished(row.id());
    }

    private boolean finished(long run) {
        return store.find(run).filter(row -> row.state() == StoredRun.FINISHED).isPresent();
    }

    /** Ends a run that is in the store only; false if it had ended before. */
    boolean end(StoredRun row, String reason, RunResult result, RunError error) {
        LiveRun run =
                new LiveRun(
                        row, RunSpec.parse(codec.mapper(), row.spec()), codec.error(row.error()));
        run.claim(reason);
        RunEnd end =
                new RunEnd(
                        row.id(),
                        result.name().toLowerCase(Locale.ROOT),
                        row.attempt(),
                        row.plugin(),
                        row.started(),
                        clock.millis(),
                        null,
                        codec.error(error),
                        null);
        try {
            return Commit.join(
                    store.finish(end)
                            .thenApply(
                                    done -> {
                                        if (done) {
                                            continuation.finished(run, end, error, false);
                                        }
                                        return done;
                                    }));
        } catch (UnsureException e) {
            completion.end(run, end, error, false);
            throw e;
        }
    }

    private static GantryException finished(String name) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "Run " + name + " is finished already; there is nothing to cancel");
    }
}
