package dev.gantry.engine;

import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * All runs that wait. Memory holds a window of them: what is ready, and what is due soon; the rest
 * stays in the store and is read, by due time, when there is room. Thread-safe.
 */
final class Backlog {
    static final int WINDOW = 20_000;
    private static final int PAGE = 5_000;
    private static final Duration HORIZON = Duration.ofMinutes(1);

    private final RunStore store;
    private final LiveRuns lives;
    private final Adoption adoption;
    private final Announcer announcer;
    private final Bulkheads bulkheads;
    private final InstantSource clock;
    private final ReadyQueue ready = new ReadyQueue();
    private final Timeline timeline = new Timeline();
    private final BlockedRuns blocked = new BlockedRuns();
    private final BlockedRuns pinned = new BlockedRuns();
    private final Pauses pauses;
    private final ParkedRuns parked;
    private final StoreCursor cursor = new StoreCursor();
    private volatile Runnable feedWanted = () -> {};
    private volatile Consumer<LiveRun> elsewhere;

    Backlog(
            RunStore store,
            LiveRuns lives,
            Adoption adoption,
            Announcer announcer,
            Bulkheads bulkheads,
            Pauses pauses,
            InstantSource clock) {
        this.store = store;
        this.lives = lives;
        this.adoption = adoption;
        this.announcer = announcer;
        this.bulkheads = bulkheads;
        this.pauses = pauses;
        this.parked = new ParkedRuns(pauses);
        this.clock = clock;
    }

    void onFeedWanted(Runnable wanted) {
        feedWanted = wanted;
    }

    /** From here on, what would wait here is for others. */
    void onElsewhere(Consumer<LiveRun> others) {
        elsewhere = others;
    }

    ReadyQueue ready() {
        return ready;
    }

    Timeline timeline() {
        return timeline;
    }

    /** New runs of task types that nobody offers. */
    BlockedRuns blocked() {
        return blocked;
    }

    Bulkheads bulkheads() {
        return bulkheads;
    }

    /** When the oldest run that is due became so, in ms since 1970; the largest for none. */
    long oldestDue() {
        return Math.min(ready.oldestDue(), bulkheads.oldestDue());
    }

    /** Runs that have to stay on a revision that is not there now; not asked of others. */
    BlockedRuns pinned() {
        return pinned;
    }

    /** Runs that are due and paused. */
    ParkedRuns parked() {
        return parked;
    }

    private BlockedRuns aside(LiveRun run) {
        return run.plugin() == null ? blocked : pinned;
    }

    /** Why a run is to be put aside before it is tried, or {@code null}. */
    private String reason(LiveRun run) {
        return run.plugin() == null ? blocked.reason(run.task()) : null;
    }

    /** Whether due runs wait in the store. */
    boolean more() {
        return cursor.more();
    }

    /** Takes a run of the live ones that waits. Returns whether it may start now. */
    boolean accept(LiveRun run) {
        long now = clock.millis();
        Consumer<LiveRun> others = elsewhere;
        if (others != null) {
            announcer.changed(run, run.due() > now ? RunState.SCHEDULED : RunState.QUEUED, null);
            others.accept(run);
            return false;
        }
        if (run.due() > now) {
            if (!run.schedule()) {
                return false;
            }
            announcer.changed(run, RunState.SCHEDULED, null);
            if (run.due() - now > HORIZON.toMillis() || timeline.room().full()) {
                leave(run);
            } else {
                timeline.add(run);
            }
            return false;
        }
        announcer.changed(run, RunState.QUEUED, null);
        if (cursor.more() || ready.room().full()) {
            leave(run);
            return false;
        }
        ready.add(run);
        return true;
    }

    /** A run goes on in the store only. */
    private void leave(LiveRun run) {
        cursor.left(
                Position.before(run.due(), run.id()),
                run.due() - clock.millis(),
                HORIZON.toMillis());
        lives.remove(run);
    }

    /** The next run to start, taken out of the queue; {@code null} if there is none. */
    LiveRun next() {
        LiveRun run = placed();
        while (run != null && !run.begin(pauses)) {
            run.bulkhead().leave();
            park(run);
            run = placed();
        }
        if (cursor.more() && ready.room().low() || bulkheads.wanting()) {
            feedWanted.run();
        }
        return run;
    }

    /** The next run that has a place in its plugin's bulkhead. */
    private LiveRun placed() {
        while (true) {
            LiveRun run = bulkheads.resume(ready);
            if (run != null) {
                return run;
            }
            run = ready.poll();
            if (run == null) {
                return null;
            }
            String reason = reason(run);
            Bulkhead bulkhead = bulkheads.of(run.task());
            if (reason != null) {
                aside(run, blocked, reason);
            } else if (pauses.of(run) != null) {
                park(run);
            } else if (bulkhead.enter(run)) {
                return run;
            } else {
                hold(bulkhead, run);
            }
        }
    }

    private void hold(Bulkhead bulkhead, LiveRun run) {
        if (!bulkhead.hold(run, bulkheads.parts())) {
            lives.remove(run);
        } else if (!run.waiting()) {
            bulkhead.forget(run);
        }
    }

    /** Puts a run aside that found no provider. */
    void block(LiveRun run, String reason) {
        BlockedRuns place = aside(run);
        place.block(run.task(), reason);
        aside(run, place, reason);
    }

    private void aside(LiveRun run, BlockedRuns place, String reason) {
        if (!run.block(reason)) {
            return;
        }
        announcer.changed(run, RunState.BLOCKED, reason);
        switch (place.add(run)) {
            case KEPT -> {
                if (!run.waiting()) {
                    place.remove(run);
                }
            }
            case ELSEWHERE -> lives.remove(run);
            case AWAKE -> ready(run);
        }
    }

    private void park(LiveRun run) {
        if (!run.waiting()) {
            return;
        }
        Pause pause = pauses.of(run);
        if (pause != null) {
            announcer.changed(run, RunState.PAUSED, pause.sentence());
        }
        switch (parked.add(run)) {
            case KEPT -> {
                if (!run.waiting()) {
                    parked.remove(run);
                }
            }
            case ELSEWHERE -> lives.remove(run);
            case AWAKE -> ready(run);
        }
    }

    /** The pause of one run ended; false if it was not held here. */
    boolean resumed(LiveRun run) {
        if (!parked.remove(run)) {
            return false;
        }
        ready(run);
        return true;
    }

    /** A pause ended: what it alone held back is ready. */
    void resumed() {
        release(parked.release());
    }

    private void ready(LiveRun run) {
        if (run.queue()) {
            announcer.changed(run, RunState.QUEUED, null);
            ready.add(run);
        }
    }

    /** Forgets a run that ended while it was put aside. */
    void forget(LiveRun run) {
        blocked.remove(run);
        pinned.remove(run);
        parked.remove(run);
        bulkheads.forget(run);
    }

    /** A task type may be run again: the runs of it that were put aside there are ready. */
    void wake(BlockedRuns place, String task) {
        release(place.release(task));
    }

    private void release(BlockedRuns.Released released) {
        released.runs().forEach(this::ready);
        if (released.elsewhere() != Position.END) {
            unread(released.elsewhere());
        }
    }

    /** What is in the store from there on is to be read again. */
    void unread(Position from) {
        cursor.unread(from);
        feedWanted.run();
    }

    /** Makes ready what is due now. Returns whether anything is. */
    boolean tick(long now) {
        List<LiveRun> due = timeline.due(now);
        due.forEach(this::ready);
        if (cursor.more() && ready.room().low()
                || cursor.moreLater() && timeline.room().low()
                || bulkheads.wanting()) {
            feedWanted.run();
        }
        return !due.isEmpty();
    }

    /** Reads from the store what is due, as far as there is room. For one thread. */
    void feed() {
        feedReady();
        for (Bulkhead bulkhead : bulkheads.limited()) {
            if (bulkhead.wanting(bulkheads.parts())) {
                feed(bulkhead);
            }
        }
    }

    private void feedReady() {
        boolean full = false;
        while (!full) {
            Position from = cursor.read();
            long now = clock.millis();
            lives.reading();
            List<StoredRun> page =
                    store.open(from.due(), from.id(), now + HORIZON.toMillis(), PAGE);
            Position reached = from;
            boolean fullLater = false;
            for (StoredRun run : page) {
                if (!adopt(run, now)) {
                    full = true;
                    fullLater = run.due() > now;
                    break;
                }
                reached = new Position(run.due(), run.id());
            }
            lives.readingDone();
            boolean end = !RunStore.mayGoOn(page, PAGE);
            cursor.reached(reached, full && !fullLater, fullLater);
            if (end) {
                break;
            }
        }
    }

    /** Reads what had no room in one bulkhead, up to where all is read for the queue. */
    private void feed(Bulkhead bulkhead) {
        Position reached = bulkhead.read();
        boolean done = false;
        try {
            while (!done) {
                lives.reading();
                List<StoredRun> page =
                        store.open(reached.due(), reached.id(), clock.millis(), PAGE);
                for (StoredRun run : page) {
                    if (bulkheads.of(run.task()) == bulkhead) {
                        if (bulkhead.full(bulkheads.parts())) {
                            return;
                        }
                        LiveRun live = adoption.adopt(run);
                        if (live != null) {
                            hold(bulkhead, live);
                        }
                    }
                    reached = new Position(run.due(), run.id());
                }
                lives.readingDone();
                done = !RunStore.mayGoOn(page, PAGE) || cursor.beyond(reached);
            }
        } finally {
            lives.readingDone();
            if (!done) {
                bulkhead.unread(reached);
            }
        }
    }

    private boolean spills(StoredRun run) {
        return parked.spills(run)
                || bulkheads
                        .of(run.task())
                        .spills(Position.before(run.due(), run.id()), bulkheads.parts());
    }

    /** Takes a run from the store; false if there is no room. */
    private boolean adopt(StoredRun stored, long now) {
        boolean later = stored.due() > now;
        if (!later && lives.get(stored.id()) == null && spills(stored)) {
            return true;
        }
        if ((later ? timeline.room() : ready.room()).full()) {
            return false;
        }
        LiveRun run = adoption.adopt(stored);
        if (run == null) {
            return true;
        }
        String reason = reason(run);
        if (later) {
            run.schedule();
            timeline.add(run);
        } else if (reason != null) {
            aside(run, blocked, reason);
        } else {
            ready.add(run);
        }
        return true;
    }
}
