package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Takes runs from the store into memory, and settles what a crash left undone. Thread-safe. */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final RunStore store;
    private final LiveRuns lives;
    private final RowCodec codec;
    private final Records records;
    private final Completion completion;
    private final Accounting accounting;
    private final Announcer announcer;

    Adoption(
            RunStore store,
            LiveRuns lives,
            RowCodec codec,
            Records records,
            Completion completion,
            Accounting accounting,
            Announcer announcer) {
        this.store = store;
        this.lives = lives;
        this.codec = codec;
        this.records = records;
        this.completion = completion;
        this.accounting = accounting;
        this.announcer = announcer;
    }

    /**
     * The run in memory, if it shall be run.
     *
     * @param since it was read
     * @return {@code null} if it is in memory already or ends here
     */
    LiveRun adopt(StoredRun stored, LiveRuns.Reading since) {
        LiveRun run;
        try {
            run =
                    new LiveRun(
                            stored,
                            RunSpec.parse(codec.mapper(), stored.spec()),
                            codec.error(stored.error()));
        } catch (RuntimeException e) {
            unreadable(stored, since, e);
            return null;
        }
        if (!since.adopt(run)) {
            return null;
        }
        if (stored.plugin() != null || stored.attempt() > 0 || stored.error() != null) {
            firstStarted(run);
        }
        if (stored.started() > 0) {
            tallyLost(stored);
            int attempt = stored.attempt() + 1;
            RevisionRef revision = RowCodec.parseRevision(stored.plugin());
            records.lost(
                    run.id(),
                    attempt,
                    stored.plugin(),
                    stored.due(),
                    stored.started(),
                    announcer.now(),
                    () -> announcer.lost(run, attempt, revision, stored.started()));
        }
        if (run.cancel() != null && run.claim(run.cancel())) {
            completion.unstarted(run, false);
            return null;
        }
        String orphaned = orphaned(run);
        if (orphaned != null && run.claim(orphaned)) {
            store.cancel(run.id(), orphaned);
            completion.unstarted(run, false);
            return null;
        }
        return run.state() == RunState.QUEUED ? run : null;
    }

    private String orphaned(LiveRun run) {
        try {
            return Children.orphaned(run, store, lives);
        } catch (GantryException e) {
            lives.remove(run);
            throw e;
        }
    }

    private void firstStarted(LiveRun run) {
        try {
            List<AttemptEnd> attempts = store.attempts(run.id());
            if (!attempts.isEmpty()) {
                run.firstStarted(attempts.getFirst().started());
            }
        } catch (GantryException e) {
            lives.remove(run);
            throw e;
        }
    }

    /** The concurrency key of a stored run, or {@code null}. */
    Concurrency concurrency(StoredRun stored) {
        if (stored.spec() == null || !stored.spec().contains(RunSpec.CONCURRENCY)) {
            return null;
        }
        try {
            return RunSpec.parse(codec.mapper(), stored.spec()).concurrency();
        } catch (RuntimeException e) {
            return null;
        }
    }

    private void unreadable(StoredRun stored, LiveRuns.Reading since, RuntimeException failure) {
        LOG.error("The record of run {} cannot be read", RunIds.text(stored.id()), failure);
        LiveRun run = new LiveRun(stored, RunSpec.DEFAULT, null);
        if (since.adopt(run) && run.claim("its record cannot be read")) {
            completion.faulted(
                    run,
                    new RunError(
                            "record",
                            "the run's record in the store cannot be read: " + failure.getMessage(),
                            "params",
                            null),
                    false);
        }
    }

    private void tallyLost(StoredRun run) {
        RevisionRef revision = RowCodec.parseRevision(run.plugin());
        if (revision != null) {
            accounting.tally(revision).lost();
        }
    }
}
