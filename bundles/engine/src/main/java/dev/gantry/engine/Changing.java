package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.StoredRun;

/**
 * Changes runs that have not started. A run in memory is taken out, and another one with the same
 * id is put in its place, which cannot start before the change is on disk. Thread-safe.
 */
final class Changing {
    private final Stores stores;
    private final Submission submission;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final RowCodec codec;

    Changing(
            Stores stores,
            Submission submission,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            RowCodec codec) {
        this.stores = stores;
        this.submission = submission;
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.codec = codec;
    }

    /** Returns when the change is on disk and no attempt begins without it. */
    void change(String name, RunChange change) {
        long id = RunIds.known(name);
        StoredRun written = null;
        while (true) {
            LiveRun live = lives.get(id);
            try {
                if (live != null) {
                    if (inMemory(live, change)) {
                        return;
                    }
                    continue;
                }
            } catch (GantryException e) {
                restore(written);
                throw e;
            }
            StoredRun row = stores.runs().find(id).orElseThrow(() -> RunIds.unknown(name));
            if (lives.get(id) == null) {
                written = row;
                if (inStore(row, change)) {
                    return;
                }
            }
        }
    }

    private void restore(StoredRun row) {
        if (row != null) {
            Lane lane = lane(row, RunSpec.parse(codec.mapper(), row.spec()));
            Commit.join(stores.control().change(row.id(), lane, row.params(), row.spec()));
        }
    }

    /** False if another one came in its place. */
    private boolean inMemory(LiveRun old, RunChange change) {
        if (old.begun()) {
            throw begun(old);
        }
        String params = params(old.task(), old.params(), change);
        RunSpec spec = spec(old.spec(), change);
        LiveRun fresh = new LiveRun(old, params, spec);
        if (!old.withdraw()) {
            if (old.begun()) {
                throw begun(old);
            }
            Thread.onSpinWait();
            return false;
        }
        if (!lives.replace(old, fresh)) {
            return false;
        }
        backlog.forget(old);
        boolean done = false;
        Lane before = backlog.lanes().of(old).lane();
        Lane lane = lane(before, spec);
        try {
            done =
                    Commit.join(
                            stores.control()
                                    .change(old.id(), lane, params, spec.json(codec.mapper())));
            if (done) {
                backlog.lanes().moved(before, lane);
            }
        } finally {
            goOn(done ? fresh : back(old, fresh));
        }
        if (!done) {
            throw begun(old);
        }
        return true;
    }

    private LiveRun back(LiveRun old, LiveRun fresh) {
        LiveRun back = new LiveRun(old, old.params(), old.spec());
        return fresh.withdraw() && lives.replace(fresh, back) ? back : null;
    }

    private void goOn(LiveRun run) {
        if (run != null && backlog.accept(run)) {
            dispatcher.pump();
        }
    }

    /** False if it is in memory now without the change. */
    private boolean inStore(StoredRun row, RunChange change) {
        if (row.state() == StoredRun.FINISHED || row.attempt() > 0 || row.plugin() != null) {
            throw begun(RunIds.text(row.id()), row.state() == StoredRun.FINISHED);
        }
        String params = params(row.task(), row.params(), change);
        RunSpec before = RunSpec.parse(codec.mapper(), row.spec());
        RunSpec spec = spec(before, change);
        Lane lane = lane(row, spec);
        if (!Commit.join(
                stores.control().change(row.id(), lane, params, spec.json(codec.mapper())))) {
            throw begun(RunIds.text(row.id()), false);
        }
        lives.outdated(row.id());
        backlog.lanes().moved(lane(row, before), lane);
        backlog.unread(lane, Position.before(row.due(), row.id()));
        return lives.get(row.id()) == null;
    }

    private String params(String task, String before, RunChange change) {
        if (change.params() == null) {
            return before;
        }
        submission.fit(task, change.params());
        return change.params();
    }

    private static RunSpec spec(RunSpec before, RunChange change) {
        return change.priority() == null ? before : before.withPriority(change.priority());
    }

    private static Lane lane(StoredRun row, RunSpec spec) {
        return new Lane(row.tenant(), spec.sla(), spec.priority());
    }

    private static Lane lane(Lane before, RunSpec spec) {
        return new Lane(before.tenant(), before.sla(), spec.priority());
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
