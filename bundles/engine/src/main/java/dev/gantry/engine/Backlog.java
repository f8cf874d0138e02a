package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.StoredRun;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * All runs that wait. Memory holds a window of each lane: what is ready, and what is due soon; the
 * rest stays in the store and is read, by due time, when there is room. Thread-safe.
 */
final class Backlog {
    static final int WINDOW = 20_000;

    private final LiveRuns lives;
    private final Lanes lanes;
    private final TaskBook tasks;
    private final Announcer announcer;
    private final Bulkheads bulkheads;
    private final InstantSource clock;
    private final ReadyQueue ready;
    private final Timeline timeline = new Timeline();
    private final Arrivals arrivals = new Arrivals();
    private final BlockedRuns blocked = new BlockedRuns();
    private final BlockedRuns pinned = new BlockedRuns();
    private final Pauses pauses;
    private final ParkedRuns parked;
    private volatile Runnable feedWanted = () -> {};
    private volatile Consumer<LiveRun> elsewhere;
    private volatile LongConsumer fired = late -> {};

    Backlog(
            LiveRuns lives,
            Lanes lanes,
            TaskBook tasks,
            Announcer announcer,
            Bulkheads bulkheads,
            Pauses pauses,
            InstantSource clock) {
        this.lives = lives;
        this.lanes = lanes;
        this.tasks = tasks;
        this.announcer = announcer;
        this.bulkheads = bulkheads;
        this.pauses = pauses;
        this.parked = new ParkedRuns(pauses);
        this.clock = clock;
        this.ready = new ReadyQueue(bulkheads, lives::remove);
    }

    void onFeedWanted(Runnable wanted) {
        feedWanted = wanted;
    }

    /**
     * Is told, of each run that waited for its time, how many milliseconds after it that was
     * noticed.
     */
    void onFired(LongConsumer late) {
        fired = late;
    }

    LiveRuns lives() {
        return lives;
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

    Lanes lanes() {
        return lanes;
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
        return lanes.more() || bulkheads.more();
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
        LaneWindow window = lanes.of(run);
        if (run.due() > now) {
            if (!run.schedule()) {
                return false;
            }
            announcer.changed(run, RunState.SCHEDULED, null);
            if (run.due() - now > Feeder.HORIZON.toMillis() || window.later().full(lanes.parts())) {
                leave(run, window, now);
            } else {
                timeline.add(run);
            }
            return false;
        }
        announcer.changed(run, RunState.QUEUED, null);
        if (window.more() || window.ready().full(lanes.parts())) {
            leave(run, window, now);
            return false;
        }
        ready.add(run);
        return true;
    }

    /** A run goes on in the store only. */
    private void leave(LiveRun run, LaneWindow window, long now) {
        window.left(Position.before(run.due(), run.id()), run.due(), now);
        lives.remove(run);
    }

    /** The next run to start, taken out of the queue; {@code null} if there is none. */
    LiveRun next() {
        LiveRun run;
        while ((run = ready.poll()) != null) {
            String reason = reason(run);
            if (reason == null && run.begin(pauses)) {
                break;
            }
            ready.leave(run);
            if (reason == null) {
                park(run);
            } else {
                aside(run, blocked, reason);
            }
        }
        if (bulkheads.wanting() || run != null && low(lanes.of(run))) {
            feedWanted.run();
        }
        return run;
    }

    private boolean low(LaneWindow window) {
        return window.more() && window.ready().low(lanes.parts());
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

    /** A run that was taken off the time line goes back to it, or is ready if it is due. */
    void returned(LiveRun run, long now) {
        if (run.due() > now) {
            timeline.add(run);
        } else {
            ready(run);
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
        timeline.remove(run);
        ready.forget(run);
    }

    /** A task type may be run again: the runs of it that were put aside there are ready. */
    void wake(BlockedRuns place, String task) {
        release(place.release(task));
    }

    private void release(BlockedRuns.Released released) {
        released.runs().forEach(this::ready);
        if (released.elsewhere() != Position.END) {
            lanes.unread(released.elsewhere());
            feedWanted.run();
        }
    }

    /** A run that is in the store only was changed. */
    void unread(Lane lane, Position from) {
        lanes.of(lane).unread(from);
        feedWanted.run();
    }

    /** Makes ready what is due now. Returns whether anything is. */
    boolean tick(long now) {
        List<LiveRun> due = timeline.due(now);
        LongConsumer told = fired;
        for (LiveRun run : due) {
            told.accept(now - run.due());
            ready(run);
        }
        if (bulkheads.wanting() || wanting(now)) {
            feedWanted.run();
        }
        return !due.isEmpty() || bulkheads.timed();
    }

    private boolean wanting(long now) {
        long horizon = now + Feeder.HORIZON.toMillis();
        for (LaneWindow window : lanes.all()) {
            if (window.wanting(now, horizon, lanes.parts())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a run that is due has to stay in the store. */
    boolean spills(LaneWindow window, StoredRun run, Concurrency concurrency) {
        return parked.spills(run, window.lane().sla())
                || ready.spills(
                        window, run.task(), concurrency, Position.before(run.due(), run.id()));
    }

    /** Takes a run that was read from the store. */
    void take(LiveRun run, boolean later) {
        String reason = reason(run);
        if (later) {
            run.schedule();
            timeline.add(run);
        } else if (reason != null) {
            aside(run, blocked, reason);
        } else {
            ready.add(run);
        }
    }

    /** A run has a place no more. */
    void leave(LiveRun run) {
        ready.leave(run);
    }

    /** A run waits for other runs, and needs no place meanwhile but that of its key. */
    void rest(LiveRun run) {
        ready.rest(run);
    }

    /** A run that gave its place back takes it again; false if there is none. */
    boolean again(LiveRun run) {
        return ready.again(run);
    }

    /** A run is over, or was not stored after all. */
    void closed(LiveRun run) {
        lives.open().decrementAndGet();
        lanes.closed(run);
        tasks.closed(run.task());
    }

    /** A run is another node's now, or everybody's. */
    void departed(LiveRun run) {
        lives.open().decrementAndGet();
        lanes.departed(run);
        tasks.departed(run.task());
    }

    /**
     * Runs of others are this node's now.
     *
     * @param since before they were claimed; closed when they are in memory
     */
    void arrived(Collection<ClaimedRun> runs, LiveRuns.Reading since) {
        runs.forEach(this::count);
        arrivals.add(runs.stream().filter(run -> run.row() != null).toList(), since);
        feedWanted.run();
    }

    /** One more open run is this node's. */
    void count(ClaimedRun run) {
        lives.open().incrementAndGet();
        lanes.arrived(run);
        tasks.arrived(run.task());
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Why such runs wait for a place, or {@code null}. */
    String reason(String task, String tenant, RunSpec spec) {
        String reason = lanes.tenants().of(tenant).reason();
        return reason == null ? bulkheads.reason(task, tenant, spec.concurrency()) : reason;
    }

    /** A task type may be offered by somebody else, or its plugin have another limit. */
    void updated(String task) {
        bulkheads.update(task);
        ready.changed(List.of());
    }

    TaskBook tasks() {
        return tasks;
    }
}
