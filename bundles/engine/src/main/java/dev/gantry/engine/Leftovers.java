package dev.gantry.engine;

import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.StoredRun;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Parameters in files that a change of a run made or replaced, of which it has one in the end. For
 * one thread, while nobody else on this node changes the run.
 */
final class Leftovers {
    private final Stores stores;
    private final LiveRuns lives;
    private final long run;
    private final Set<String> seen = new HashSet<>();

    Leftovers(Stores stores, LiveRuns lives, long run) {
        this.stores = stores;
        this.lives = lives;
        this.run = run;
    }

    /** The edit, with a note of what it reads and makes. */
    UnaryOperator<Changing.Form> noted(UnaryOperator<Changing.Form> edit) {
        return before -> {
            Changing.Form after = edit.apply(before);
            note(before);
            note(after);
            return after;
        };
    }

    private void note(Changing.Form form) {
        if (form != null && PayloadFiles.away(form.params())) {
            seen.add(form.params());
        }
    }

    /**
     * The outcome is known: what the run does not have goes.
     *
     * @param changed else another node, which has made the same file, may be about to change it
     */
    void drop(boolean changed) {
        if (seen.isEmpty() || !changed && !stores.nodes().alone()) {
            return;
        }
        try {
            stores.runs().find(run).map(StoredRun::params).ifPresent(seen::remove);
        } catch (GantryException e) {
            return;
        }
        LiveRun live = lives.get(run);
        if (live != null) {
            seen.remove(live.params());
        }
        seen.forEach(kept -> stores.payloads().drop(run, kept));
    }
}
