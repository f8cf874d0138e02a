package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredRun;
import dev.gantry.spi.store.UnsureException;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Changes runs that have not started. A run in memory that is changed is taken out, and another one
 * with the same id is put in its place, which cannot start before the change is on disk.
 * Thread-safe.
 */
final class Changing {
    private static final int GUARDS = 256;
    private static final int TRIES = 3;
    private static final long PATIENCE_MS = 1000;
    private static final long LOOK_MS = 5;

    private final Stores stores;
    private final Submission submission;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final RowCodec codec;
    private final InstantSource clock;
    private final Retrying retrying;
    private final Object[] guards =
            IntStream.range(0, GUARDS).mapToObj(i -> new Object()).toArray();

    Changing(
            Stores stores,
            Submission submission,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            RowCodec codec,
            InstantSource clock) {
        this.stores = stores;
        this.submission = submission;
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.codec = codec;
        this.clock = clock;
        this.retrying = new Retrying(stores, lives, backlog, dispatcher, codec);
    }

    /** What changes the time of those that have started. */
    Retrying retrying() {
        return retrying;
    }

    /** What a run is started with, and when. */
    record Form(String params, RunSpec spec, long due) {}

    /** How far a change came. */
    private enum Step {
        DONE,
        /** Another one came in its place. */
        AGAIN,
        /** It is not wanted on what is there. */
        NOT_WANTED
    }

    /** A run waits at another node. */
    private static final class HeldException extends GantryException {
        private static final long serialVersionUID = 1L;

        private final int holder;

        HeldException(long run, StoredNode holder) {
            super(
                    Code.CONFLICT,
                    ("Run %s waits at node %s, which does not let go of it: it begins just now, or"
                                    + " that node does not answer; look at the run again")
                            .formatted(RunIds.text(run), holder.name()));
            this.holder = holder.number();
        }
    }

    /** Returns when the change is on disk and no attempt begins without it. */
    void change(String name, RunChange change) {
        long id = RunIds.known(name);
        StoredRun known = stores.runs().find(id).orElseThrow(() -> RunIds.unknown(name));
        edit(
                id,
                before ->
                        new Form(
                                params(id, known.task(), before.params(), change),
                                spec(before.spec(), change),
                                before.due()));
    }

    /**
     * As {@link #change}, of a run that is known.
     *
     * @param edit gives {@code null} if the run shall stay as it is
     * @return false if it stays as it is, or has begun
     */
    boolean collect(long id, UnaryOperator<Form> edit) {
        try {
            return edit(id, edit);
        } catch (GantryException e) {
            if (e.code() == GantryException.Code.CONFLICT
                    || e.code() == GantryException.Code.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** A node where the run waits is asked to leave it. */
    private boolean edit(long id, UnaryOperator<Form> edit) {
        for (int tries = 1; ; tries++) {
            try {
                return guarded(id, edit);
            } catch (HeldException e) {
                if (tries == TRIES || !left(id, e.holder)) {
                    throw e;
                }
            }
        }
    }

    /** Asks a node for a run; whether that has left it, or told that it has begun. */
    private boolean left(long run, int holder) {
        stores.nodes().tell(NodeStore.LEAVE, run + " " + holder);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (stores.nodes().owner(run) == holder
                && stores.runs().find(run).filter(StoredRun::unstarted).isPresent()) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        }
        return true;
    }

    private boolean guarded(long id, UnaryOperator<Form> edit) {
        synchronized (guards[Math.floorMod(Long.hashCode(id), GUARDS)]) {
            Leftovers leftovers = new Leftovers(stores, lives, id);
            boolean changed = false;
            boolean known = true;
            try {
                changed = made(id, leftovers.noted(edit));
                return changed;
            } catch (UnsureException e) {
                known = false;
                throw e;
            } finally {
                if (known) {
                    leftovers.drop(changed);
                }
            }
        }
    }

    private boolean made(long id, UnaryOperator<Form> edit) {
        StoredRun written = null;
        while (true) {
            LiveRun live = lives.get(id);
            if (live != null) {
                try {
                    Step step = inMemory(live, edit);
                    if (step == Step.DONE) {
                        return true;
                    }
                    if (step == Step.AGAIN) {
                        continue;
                    }
                } catch (GantryException e) {
                    restore(written);
                    throw e;
                }
                restore(written);
                return false;
            }
            StoredRun row =
                    stores.runs().find(id).orElseThrow(() -> RunIds.unknown(RunIds.text(id)));
            if (lives.get(id) == null) {
                written = written == null ? row : written;
                Step step = inStore(row, edit);
                if (step != Step.AGAIN) {
                    return step == Step.DONE;
                }
            }
        }
    }

    private void restore(StoredRun row) {
        if (row != null) {
            RunSpec spec = RunSpec.parse(codec.mapper(), row.spec());
            Commit.join(write(row.id(), lane(row, spec), new Form(row.params(), spec, row.due())));
        }
    }

    private CompletableFuture<Boolean> write(long id, Lane lane, Form form) {
        return stores.control()
                .change(id, lane, form.due(), form.params(), form.spec().json(codec.mapper()));
    }

    private Step inMemory(LiveRun old, UnaryOperator<Form> edit) {
        if (old.begun()) {
            throw begun(old);
        }
        Form form = edit.apply(new Form(old.params(), old.spec(), old.due()));
        if (form == null) {
            return Step.NOT_WANTED;
        }
        LiveRun fresh = new LiveRun(old, form.params(), form.spec(), form.due());
        if (!old.withdraw()) {
            if (old.begun()) {
                throw begun(old);
            }
            Thread.yield();
            return Step.AGAIN;
        }
        if (!lives.replace(old, fresh)) {
            return Step.AGAIN;
        }
        backlog.forget(old);
        boolean done = false;
        Lane before = backlog.lanes().of(old).lane();
        Lane lane = new Lane(before.tenant(), form.spec().sla(), form.spec().priority());
        try {
            done = Commit.join(write(old.id(), lane, form));
            if (done) {
                backlog.lanes().moved(before, lane);
            }
        } finally {
            goOn(done ? fresh : back(old, fresh));
        }
        if (!done) {
            throw begun(old);
        }
        return Step.DONE;
    }

    private LiveRun back(LiveRun old, LiveRun fresh) {
        LiveRun back = new LiveRun(old, old.params(), old.spec(), old.due());
        return fresh.withdraw() && lives.replace(fresh, back) ? back : null;
    }

    private void goOn(LiveRun run) {
        if (run == null) {
            return;
        }
        if (backlog.accept(run)) {
            dispatcher.pump();
        }
    }

    private Step inStore(StoredRun row, UnaryOperator<Form> edit) {
        if (row.state() == StoredRun.FINISHED || row.attempt() > 0 || row.plugin() != null) {
            throw begun(row);
        }
        RunSpec before = RunSpec.parse(codec.mapper(), row.spec());
        Form form = edit.apply(new Form(row.params(), before, row.due()));
        if (form == null) {
            return Step.NOT_WANTED;
        }
        Lane lane = lane(row, form.spec());
        if (!Commit.join(write(row.id(), lane, form))) {
            return notOurs(row, lane, form);
        }
        lives.outdated(row.id());
        backlog.lanes().moved(lane(row, before), lane);
        backlog.unread(lane, Position.before(Math.min(row.due(), form.due()), row.id()));
        LiveRun live = lives.get(row.id());
        return live == null || has(live, form) ? Step.DONE : Step.AGAIN;
    }

    /** What nobody has is changed where it is; what waits at another node can begin there. */
    private Step notOurs(StoredRun read, Lane lane, Form form) {
        NodeStore nodes = stores.nodes();
        StoredRun row = stores.runs().find(read.id()).orElse(read);
        if (nodes.alone() || !row.unstarted()) {
            throw begun(row);
        }
        StoredNode holder = nodes.holder(row.id()).orElse(null);
        if (holder != null && holder.number() != nodes.self()) {
            throw new HeldException(row.id(), holder);
        }
        String spec = form.spec().json(codec.mapper());
        if (!Commit.join(nodes.changeLeft(read, lane, form.due(), form.params(), spec))) {
            return Step.AGAIN;
        }
        if (form.due() <= clock.millis()) {
            nodes.tell(NodeStore.WORK, String.valueOf(row.id()));
        }
        return Step.DONE;
    }

    private static boolean has(LiveRun run, Form form) {
        return run.due() == form.due()
                && run.params().equals(form.params())
                && run.spec().equals(form.spec());
    }

    private String params(long id, String task, String before, RunChange change) {
        if (change.params() == null) {
            return before;
        }
        String given = submission.given(id, before);
        String params = submission.restored(task, change.params(), given);
        submission.fit(task, params);
        return submission.keep(id, params);
    }

    private static RunSpec spec(RunSpec before, RunChange change) {
        return change.priority() == null ? before : before.withPriority(change.priority());
    }

    static Lane lane(StoredRun row, RunSpec spec) {
        return new Lane(row.tenant(), spec.sla(), spec.priority());
    }

    private static GantryException begun(StoredRun run) {
        return begun(RunIds.text(run.id()), run.state() == StoredRun.FINISHED);
    }

    private static GantryException begun(LiveRun run) {
        return begun(run.name(), run.state() == RunState.FINISHED);
    }

    private static GantryException begun(String name, boolean finished) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "Run "
                        + name
                        + (finished
                                ? " is finished; start a new run"
                                : " has started or is being stopped; cancel it and start a new run")
                        + " with other parameters");
    }
}
