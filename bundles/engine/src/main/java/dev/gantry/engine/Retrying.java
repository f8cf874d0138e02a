package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredRun;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Changes the time of runs that wait for another attempt. Thread-safe. */
final class Retrying {
    private static final long PATIENCE_MS = 5000;
    private static final long FIRST_REST_MS = 20;
    private static final long LAST_REST_MS = 500;

    private final Stores stores;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final RowCodec codec;

    Retrying(
            Stores stores, LiveRuns lives, Backlog backlog, Dispatcher dispatcher, RowCodec codec) {
        this.stores = stores;
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.codec = codec;
    }

    /**
     * Lets a run begin its next attempt without the rest of its wait; returns when that is on disk.
     *
     * @param now in ms since 1970
     */
    void retry(String name, long now) {
        retry(name, now, row -> retriedElsewhere(row, now));
    }

    /** The same for a run of this node, which somebody asked another one; nothing for others. */
    void retryHere(long run, long now) {
        retry(RunIds.text(run), now, others -> {});
    }

    private void retry(String name, long now, Consumer<StoredRun> elsewhere) {
        long id = RunIds.known(name);
        while (true) {
            LiveRun live = lives.get(id);
            if (live != null) {
                if (retried(live, now)) {
                    return;
                }
                Thread.yield();
                continue;
            }
            StoredRun row = stores.runs().find(id).orElseThrow(() -> RunIds.unknown(name));
            if (lives.get(id) == null && retried(row, now, elsewhere)) {
                return;
            }
            Thread.yield();
        }
    }

    /** False if it is on its way to another place. */
    private boolean retried(LiveRun run, long now) {
        if (run.state() != RunState.SCHEDULED || !run.begun()) {
            throw noRetry(run.name(), run.state(), run.begun());
        }
        if (!backlog.timeline().remove(run)) {
            return false;
        }
        boolean done = false;
        try {
            done = Commit.join(stores.control().setDue(run.id(), now));
            if (done) {
                run.reschedule(now);
            }
        } finally {
            backlog.returned(run, now);
        }
        if (!done) {
            throw noRetry(run.name(), RunState.CANCELLING, true);
        }
        dispatcher.pump();
        return true;
    }

    /** False if it came into memory meanwhile, with the time of before. */
    private boolean retried(StoredRun row, long now, Consumer<StoredRun> elsewhere) {
        String name = RunIds.text(row.id());
        boolean begun = row.attempt() > 0 || row.plugin() != null;
        if (row.state() == StoredRun.FINISHED || !begun || row.due() <= now) {
            boolean over = row.state() == StoredRun.FINISHED;
            throw noRetry(name, over ? RunState.FINISHED : RunState.QUEUED, begun);
        }
        if (!Commit.join(stores.control().setDue(row.id(), now))) {
            elsewhere.accept(row);
            return true;
        }
        lives.outdated(row.id());
        RunSpec spec = RunSpec.parse(codec.mapper(), row.spec());
        backlog.unread(Changing.lane(row, spec), Position.before(now, row.id()));
        LiveRun live = lives.get(row.id());
        return live == null || live.due() <= now;
    }

    /** Its node hears of it; returns when that has done it. */
    private void retriedElsewhere(StoredRun before, long now) {
        String name = RunIds.text(before.id());
        if (before.cancel() != null || stores.nodes().alone()) {
            throw noRetry(name, RunState.CANCELLING, true);
        }
        Commit.join(stores.nodes().tell(NodeStore.RETRY, String.valueOf(before.id())));
        long began = System.nanoTime();
        long rest = FIRST_REST_MS;
        long waited = 0;
        while (waited < PATIENCE_MS) {
            StoredRun row = stores.runs().find(before.id()).orElse(before);
            if (row.cancel() != null) {
                throw noRetry(name, RunState.CANCELLING, true);
            }
            if (row.state() == StoredRun.FINISHED
                    || row.attempt() > before.attempt()
                    || row.due() < before.due()
                    || row.due() <= now + waited) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(rest));
            rest = Math.min(2 * rest, LAST_REST_MS);
            waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        }
        throw new GantryException(
                GantryException.Code.UNAVAILABLE,
                "Run "
                        + name
                        + " waits at another node, which does not answer now; try again in a"
                        + " moment");
    }

    private static GantryException noRetry(String name, RunState state, boolean begun) {
        String why;
        if (state == RunState.FINISHED) {
            why =
                    " is finished, and stays so; rerun it: that is a new run with the same parameters";
        } else if (!begun) {
            why = " has had no attempt yet; retry is for runs that wait for another one";
        } else {
            why =
                    " does not wait for the time of another attempt; it is "
                            + state.name().toLowerCase(Locale.ROOT);
        }
        return new GantryException(GantryException.Code.CONFLICT, "Run " + name + why);
    }
}
