package dev.gantry.engine;

import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Reads what is due from the store, each lane by itself and as far as it has room. For one thread.
 */
final class Feeder {

    /** So much before its time a run is read. */
    static final Duration HORIZON = Duration.ofMinutes(1);

    private static final int LEAST = 100;
    private static final int MOST = 5_000;

    private final RunStore store;
    private final LiveRuns lives;
    private final Adoption adoption;
    private final Backlog backlog;
    private final InstantSource clock;

    Feeder(
            RunStore store,
            LiveRuns lives,
            Adoption adoption,
            Backlog backlog,
            InstantSource clock) {
        this.store = store;
        this.lives = lives;
        this.adoption = adoption;
        this.backlog = backlog;
        this.clock = clock;
    }

    /** Reads what there is room for. */
    void feed() {
        Lanes lanes = backlog.lanes();
        lanes.refresh();
        List<LaneWindow> wanting = new ArrayList<>();
        long now = clock.millis();
        for (LaneWindow window : lanes.all()) {
            if (window.wanting(now, now + HORIZON.toMillis(), lanes.parts())) {
                wanting.add(window);
            }
        }
        wanting.sort(Comparator.comparing(window -> window.lane().sla()));
        wanting.forEach(window -> feed(window, lanes.parts()));
        Bulkheads bulkheads = backlog.bulkheads();
        for (Gate gate : bulkheads.held()) {
            if (gate.wanting(bulkheads.parts())) {
                feed(gate);
            }
        }
    }

    private void feed(LaneWindow window, int parts) {
        int limit = Math.clamp(Backlog.WINDOW / parts, LEAST, MOST);
        boolean full = false;
        boolean end = false;
        while (!full && !end) {
            Position from = window.read();
            long now = clock.millis();
            long until = now + HORIZON.toMillis();
            Position reached = from;
            long later = Long.MAX_VALUE;
            boolean read = false;
            lives.reading();
            try {
                List<StoredRun> page =
                        store.open(window.lane(), from.due(), from.id(), until, limit);
                for (StoredRun run : page) {
                    if (!adopt(window, run, now, parts)) {
                        full = true;
                        later = run.due() > now ? run.due() : Long.MAX_VALUE;
                        break;
                    }
                    reached = new Position(run.due(), run.id());
                }
                end = !RunStore.mayGoOn(page, limit);
                if (end && !full) {
                    later = store.nextDue(window.lane(), until).orElse(Long.MAX_VALUE);
                }
                read = true;
            } finally {
                lives.readingDone();
                window.reached(reached, !read || full && later == Long.MAX_VALUE, later);
            }
        }
    }

    /** Takes a run from the store; false if there is no room. */
    private boolean adopt(LaneWindow window, StoredRun stored, long now, int parts) {
        boolean later = stored.due() > now;
        if (!later && lives.get(stored.id()) == null && backlog.spills(window, stored)) {
            return true;
        }
        if ((later ? window.later() : window.ready()).full(parts)) {
            return false;
        }
        LiveRun run = adoption.adopt(stored);
        if (run != null) {
            run.standing().window(window);
            backlog.take(run, later);
        }
        return true;
    }

    /** Reads what had no room at a gate, up to where all is read for the queue. */
    private void feed(Gate gate) {
        for (Map.Entry<LaneWindow, Position> part : backlog.ready().read(gate).entrySet()) {
            feed(gate, part.getKey(), part.getValue());
        }
    }

    private void feed(Gate gate, LaneWindow window, Position from) {
        Position reached = from;
        boolean done = false;
        try {
            while (!done && !gate.crowded(backlog.bulkheads().parts())) {
                lives.reading();
                List<StoredRun> page =
                        store.open(
                                window.lane(), reached.due(), reached.id(), clock.millis(), MOST);
                for (StoredRun run : page) {
                    if (backlog.bulkheads().gates(run.task()).contains(gate)) {
                        if (gate.crowded(backlog.bulkheads().parts())) {
                            return;
                        }
                        LiveRun live = adoption.adopt(run);
                        if (live != null) {
                            live.standing().window(window);
                            backlog.ready().hold(gate, live);
                        }
                    }
                    reached = new Position(run.due(), run.id());
                }
                lives.readingDone();
                done = !RunStore.mayGoOn(page, MOST) || window.goesOn(reached);
            }
        } finally {
            lives.readingDone();
            if (!done) {
                backlog.ready().unread(gate, window, reached);
            }
        }
    }
}
