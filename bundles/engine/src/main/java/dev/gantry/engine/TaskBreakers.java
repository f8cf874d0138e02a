package dev.gantry.engine;

import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.TargetStatus.State;
import dev.gantry.spi.resilience.Targets;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Breakers of task types that people set: while too many of its attempts fail, none begins, and
 * then a few on trial. They are targets of the name {@code task:TYPE}. Thread-safe.
 */
final class TaskBreakers {
    static final String PREFIX = "task:";

    private final Bulkheads bulkheads;
    private final InstantSource clock;
    private final Map<String, Let> known = new ConcurrentHashMap<>();
    private volatile Targets targets;
    private volatile Runnable changed = () -> {};

    /**
     * What a breaker lets through.
     *
     * @param why nothing, or {@code null}
     * @param trials how many attempts at one time; 0 for any number
     */
    private record Let(String why, int trials) {}

    TaskBreakers(Bulkheads bulkheads, InstantSource clock) {
        this.bulkheads = bulkheads;
        this.clock = clock;
    }

    /**
     * From here on, what people set.
     *
     * @param told when a breaker lets more or less through
     */
    void start(Targets all, Runnable told) {
        targets = all;
        changed = told;
        look();
    }

    /** Looks at all breakers. */
    void look() {
        targets.list().stream()
                .filter(target -> target.name().startsWith(PREFIX))
                .forEach(this::look);
    }

    private void look(TargetStatus target) {
        String task = target.name().substring(PREFIX.length());
        Let now = let(task, target, clock.instant());
        boolean set = target.version() > 0;
        Let before = set ? known.put(task, now) : known.remove(task);
        if (before == null ? set : !before.equals(now)) {
            bulkheads.breaker(task, now.why(), now.trials());
            changed.run();
        }
    }

    private static Let let(String task, TargetStatus target, Instant now) {
        if (target.version() == 0 || target.state() == State.CLOSED) {
            return new Let(null, 0);
        }
        boolean shut = target.state() == State.OPEN && target.until().isAfter(now);
        return shut
                ? new Let(
                        "task type "
                                + task
                                + " is held since "
                                + target.since()
                                + ", as too many of its attempts failed; some are tried from "
                                + target.until()
                                + " on",
                        0)
                : new Let(null, target.spec().trials());
    }

    /**
     * An attempt begins.
     *
     * @return to be told how it went; {@code null} where nobody set a breaker
     */
    Targets.Pass enter(String task) throws TargetClosedException {
        if (!known.containsKey(task)
                || targets.find(PREFIX + task).filter(its -> its.version() > 0).isEmpty()) {
            return null;
        }
        try {
            return targets.enter(PREFIX + task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** An attempt is over. */
    void judge(String task, Targets.Pass pass, Outcome outcome) {
        if (pass == null) {
            return;
        }
        switch (outcome) {
            case Outcome.Success _ -> pass.succeeded();
            case Outcome.Failure failure when failure.permanent() -> pass.succeeded();
            case Outcome.Failure _ -> pass.failed();
            case Outcome.Stopped stopped when failed(stopped.cause()) -> pass.failed();
            case Outcome.Stopped _, Outcome.Unavailable _, Outcome.Fault _ -> pass.cutOff();
        }
        targets.find(PREFIX + task).ifPresent(this::look);
    }

    private static boolean failed(StopSignal.Cause cause) {
        return cause == StopSignal.Cause.TIMEOUT || cause == StopSignal.Cause.SILENT;
    }
}
