package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what is due from the store, each lane by itself and as far as it has room. For one thread.
 */
final class Feeder {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

    /** So much before its time a run is read. */
    static final Duration HORIZON = Duration.ofMinutes(1);

    private static final Comparator<LaneWindow> BY_CLASS =
            Comparator.comparing(window -> window.lane().sla());

    private static final int LEAST = 100;
    private static final int MOST = 5_000;

    private final RunStore store;
    private final LiveRuns lives;
    private final Adoption adoption;
    private final Backlog backlog;
    private final InstantSource clock;
    private volatile Runnable taken = () -> {};

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

    /** Sets what to call when runs were taken that may start. */
    void onTaken(Runnable action) {
        taken = action;
    }

    /** Reads what there is room for. */
    void feed() {
        backlog.arrivals().take(this::arrived);
        Lanes lanes = backlog.lanes();
        lanes.refresh();
        List<LaneWindow> wanting = new ArrayList<>();
        long now = clock.millis();
        for (LaneWindow window : lanes.all()) {
            if (window.wanting(now, now + HORIZON.toMillis(), lanes.parts())) {
                wanting.add(window);
            }
        }
        wanting.sort(BY_CLASS);
        wanting.forEach(window -> feed(window, lanes.parts()));
        feedGates();
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
            try (LiveRuns.Reading since = lives.reading()) {
                List<StoredRun> page =
                        store.open(window.lane(), from.due(), from.id(), until, limit);
                for (StoredRun run : page) {
                    if (!adopt(window, run, since, now)) {
                        full = true;
                        later = run.due() > now ? run.due() : Long.MAX_VALUE;
                        break;
                    }
                    reached = new Position(run.due(), run.id());
                }
                taken.run();
                end = !RunStore.mayGoOn(page, limit);
                if (end && !full) {
                    later = store.nextDue(window.lane(), until).orElse(Long.MAX_VALUE);
                }
                read = true;
            } finally {
                window.reached(reached, !read || full && later == Long.MAX_VALUE, later);
            }
        }
    }

    /** Takes runs that were claimed; what has no room is read when it has. */
    private void arrived(List<ClaimedRun> runs, LiveRuns.Reading since) {
        long now = clock.millis();
        for (ClaimedRun run : runs) {
            LaneWindow window = backlog.lanes().of(run.lane());
            boolean in = false;
            try {
                in = !window.more() && adopt(window, run.row(), since, now);
            } catch (RuntimeException e) {
                LOG.debug("Run {} is read again", RunIds.text(run.id()), e);
            }
            if (!in) {
                window.unread(Position.before(run.due(), run.id()));
            }
        }
        taken.run();
    }

    /** Takes a run from the store; false if there is no room. */
    private boolean adopt(LaneWindow window, StoredRun stored, LiveRuns.Reading since, long now) {
        int parts = backlog.lanes().parts();
        boolean later = stored.due() > now;
        if (!later
                && lives.get(stored.id()) == null
                && backlog.spills(window, stored, adoption.concurrency(stored))) {
            return true;
        }
        if ((later ? window.later() : window.ready()).full(parts)) {
            return false;
        }
        LiveRun run = adoption.adopt(stored, since);
        if (run != null) {
            run.standing().window(window);
            backlog.take(run, later);
        }
        return true;
    }

    /** Reads what had no room at gates: each lane once for all that have room now. */
    private void feedGates() {
        Bulkheads bulkheads = backlog.bulkheads();
        Map<LaneWindow, Map<Gate, Position>> parts = new HashMap<>();
        for (Gate gate : bulkheads.held()) {
            if (gate.wanting(bulkheads.parts())) {
                backlog.ready()
                        .read(gate)
                        .forEach(
                                (window, from) ->
                                        parts.computeIfAbsent(window, key -> new HashMap<>())
                                                .put(gate, from));
            }
        }
        List<LaneWindow> windows = new ArrayList<>(parts.keySet());
        windows.sort(BY_CLASS);
        windows.forEach(window -> feed(window, parts.get(window)));
    }

    private void feed(LaneWindow window, Map<Gate, Position> gates) {
        Position reached = Collections.min(gates.values());
        boolean done = false;
        try {
            while (!done && !gates.isEmpty()) {
                try (LiveRuns.Reading since = lives.reading()) {
                    List<StoredRun> page =
                            store.open(
                                    window.lane(),
                                    reached.due(),
                                    reached.id(),
                                    clock.millis(),
                                    MOST);
                    for (StoredRun run : page) {
                        hold(window, run, since, gates);
                        reached = new Position(run.due(), run.id());
                    }
                    done = !RunStore.mayGoOn(page, MOST) || window.goesOn(reached);
                }
            }
        } finally {
            for (Map.Entry<Gate, Position> left : gates.entrySet()) {
                if (!done) {
                    Position from = left.getValue();
                    backlog.ready()
                            .unread(
                                    left.getKey(),
                                    window,
                                    from.compareTo(reached) > 0 ? from : reached);
                }
            }
        }
    }

    /** Lets a run wait at one of these gates, if it goes through one that has not had it. */
    private void hold(
            LaneWindow window, StoredRun run, LiveRuns.Reading since, Map<Gate, Position> gates) {
        Position at = new Position(run.due(), run.id());
        Concurrency concurrency = adoption.concurrency(run);
        for (Map.Entry<Gate, Position> one : gates.entrySet()) {
            Gate gate = one.getKey();
            if (at.compareTo(one.getValue()) <= 0
                    || !backlog.bulkheads().through(gate, run.task(), run.tenant(), concurrency)) {
                continue;
            }
            if (gate.crowded(window, backlog.bulkheads().parts())) {
                backlog.ready().unread(gate, window, Position.before(run.due(), run.id()));
                gates.remove(gate);
                return;
            }
            LiveRun live = adoption.adopt(run, since);
            if (live != null) {
                live.standing().window(window);
                backlog.ready().hold(gate, live);
            }
            return;
        }
    }
}
