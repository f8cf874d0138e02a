package dev.gantry.engine;

import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import java.time.InstantSource;

/** How many runs wait, and how long, by service class. Thread-safe. */
final class Depths {
    private final LiveRuns lives;
    private final Lanes lanes;
    private final Backlog backlog;
    private final Pauses pauses;
    private final InstantSource clock;

    Depths(RunEngine engine, InstantSource clock) {
        this.lives = engine.lives();
        this.backlog = engine.backlog();
        this.lanes = backlog.lanes();
        this.pauses = backlog.parked().pauses();
        this.clock = clock;
    }

    /** Runs of a class that are due and wait for a slot, in memory or not. */
    double of(SlaClass sla) {
        long waiting = 0;
        long live = 0;
        long now = clock.millis();
        for (LiveRun run : lives.all()) {
            if (run.spec().sla() == sla) {
                live++;
                waiting += waits(run, now) ? 1 : 0;
            }
        }
        boolean more = false;
        long open = 0;
        for (LaneWindow window : lanes.all()) {
            if (window.lane().sla() == sla) {
                open += window.open().get();
                more |= window.more();
            }
        }
        more |= backlog.bulkheads().more();
        return more ? waiting + Math.max(0, open - live) : waiting;
    }

    private boolean waits(LiveRun run, long now) {
        return run.state() == RunState.QUEUED && run.due() <= now && pauses.of(run) == null;
    }

    /** How long the oldest run of a class waits that is due, in seconds. */
    double oldestAge(SlaClass sla) {
        long now = clock.millis();
        long oldest = now;
        for (LiveRun run : lives.all()) {
            if (run.spec().sla() == sla && waits(run, now)) {
                oldest = Math.min(oldest, run.due());
            }
        }
        return (now - oldest) / 1000.0;
    }

    /** Runs that are in the store only and not due. */
    double later() {
        return backlog.more() ? 0 : Math.max(0, lives.open().get() - lives.size());
    }
}
