package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.StoredPause;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Holds runs back and lets them go. Thread-safe. */
final class Pausing {
    private static final int GUARDS = 64;

    private final ControlStore store;
    private final Pauses pauses;
    private final LiveRuns lives;
    private final Backlog backlog;
    private final Dispatcher dispatcher;
    private final Announcer announcer;
    private final InstantSource clock;
    private final AtomicLong changes = new AtomicLong();
    private final Object[] guards =
            IntStream.range(0, GUARDS).mapToObj(i -> new Object()).toArray();

    Pausing(
            ControlStore store,
            LiveRuns lives,
            Backlog backlog,
            Dispatcher dispatcher,
            Announcer announcer,
            InstantSource clock) {
        this.store = store;
        this.pauses = backlog.parked().pauses();
        this.lives = lives;
        this.backlog = backlog;
        this.dispatcher = dispatcher;
        this.announcer = announcer;
        this.clock = clock;
    }

    /** Changes of one pause follow each other on disk and in memory in the same order. */
    private Object guard(Pause.Scope scope, String name) {
        return guards[Math.floorMod(31 * scope.ordinal() + name.hashCode(), GUARDS)];
    }

    /** Returns when it is on disk and no run begins that it holds back. */
    Pause pause(Pause.Scope scope, String name, String reason, String by) {
        synchronized (guard(scope, name)) {
            Pause before = pauses.get(scope, name);
            Instant since = before == null ? Instant.ofEpochMilli(clock.millis()) : before.since();
            Pause pause = new Pause(scope, name, reason, by, since);
            Commit.join(
                    store.pause(
                            new StoredPause(
                                    scope.word(),
                                    Pauses.key(scope, name),
                                    reason,
                                    by,
                                    since.toEpochMilli())));
            pauses.put(pause);
            settle(pause);
            changes.incrementAndGet();
            announcer.paused("set", pause, by);
            return pause;
        }
    }

    /** Whoever begins one of its runs either has done so by now, or sees the pause. */
    private void settle(Pause pause) {
        if (pause.scope() == Pause.Scope.RUN) {
            LiveRun run = lives.get(RunIds.known(pause.name()));
            if (run != null) {
                run.settle();
            }
            return;
        }
        for (LiveRun run : lives.all()) {
            if (concerns(pause, run)) {
                run.settle();
            }
        }
    }

    private static boolean concerns(Pause pause, LiveRun run) {
        return switch (pause.scope()) {
            case TASK -> run.task().equals(pause.name());
            case TENANT -> run.tenant().equals(pause.name());
            case QUEUE -> run.spec().sla() == Pauses.queue(pause.name());
            case RUN -> run.name().equals(pause.name());
        };
    }

    Pause resume(Pause.Scope scope, String name, String by) {
        Pause pause;
        synchronized (guard(scope, name)) {
            pause = pauses.get(scope, name);
            if (pause == null) {
                throw notPaused(scope, name);
            }
            Commit.join(store.resume(scope.word(), Pauses.key(scope, name)));
            pauses.remove(scope, name);
            changes.incrementAndGet();
            announcer.paused("ended", pause, by);
        }
        LiveRun run = scope == Pause.Scope.RUN ? lives.get(RunIds.known(name)) : null;
        if (run == null || !backlog.resumed(run)) {
            backlog.resumed();
        }
        dispatcher.pump();
        return pause;
    }

    /** Takes over what other nodes changed. */
    void reload() {
        long seen = changes.get();
        List<Pause> before = pauses.all();
        List<Pause> now = pauses.stored();
        for (Pause pause : now) {
            if (!pause.equals(pauses.get(pause.scope(), pause.name()))) {
                follow(pause, pause, seen);
            }
        }
        boolean ended = false;
        for (Pause pause : before) {
            if (now.stream().noneMatch(p -> same(p, pause))) {
                follow(pause, null, seen);
                ended = true;
            }
        }
        if (ended) {
            backlog.resumed();
            dispatcher.pump();
        }
    }

    /**
     * Takes over a pause as it is on disk.
     *
     * @param read what it was there, or {@code null}; read again if this node changed any since
     */
    private void follow(Pause pause, Pause read, long seen) {
        synchronized (guard(pause.scope(), pause.name())) {
            Pause now = changes.get() == seen ? read : stored(pause);
            if (now == null) {
                pauses.remove(pause.scope(), pause.name());
            } else {
                pauses.put(now);
                settle(now);
            }
        }
    }

    private Pause stored(Pause pause) {
        return pauses.stored().stream().filter(p -> same(p, pause)).findFirst().orElse(null);
    }

    private static boolean same(Pause one, Pause other) {
        return one.scope() == other.scope() && one.name().equals(other.name());
    }

    private GantryException notPaused(Pause.Scope scope, String name) {
        String more = "";
        LiveRun run = scope == Pause.Scope.RUN ? lives.get(RunIds.known(name)) : null;
        Pause other = run == null ? null : pauses.of(run);
        if (other != null) {
            more =
                    " itself; "
                            + other.sentence()
                            + "; resume that "
                            + kind(other.scope()).toLowerCase(Locale.ROOT);
        }
        return new GantryException(
                GantryException.Code.CONFLICT, kind(scope) + " " + name + " is not paused" + more);
    }

    private static String kind(Pause.Scope scope) {
        return switch (scope) {
            case TASK -> "Task type";
            case TENANT -> "Tenant";
            case QUEUE -> "Queue";
            case RUN -> "Run";
        };
    }
}
