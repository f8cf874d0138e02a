package dev.gantry.engine;

import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.statistics.RunCensus;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many runs are open, by state. Thread-safe. */
final class OpenRuns implements RunCensus {
    /** The states that are counted. */
    static final List<RunState> STATES =
            List.of(
                    RunState.RUNNING,
                    RunState.WAITING,
                    RunState.BLOCKED,
                    RunState.PAUSED,
                    RunState.QUEUED,
                    RunState.SCHEDULED);

    private final RunEngine engine;
    private final Backlog backlog;
    private final Depths depths;

    OpenRuns(RunEngine engine, InstantSource clock) {
        this.engine = engine;
        this.backlog = engine.backlog();
        this.depths = new Depths(engine, clock);
    }

    /** Those of a state on this node. */
    double here(RunState state) {
        return switch (state) {
            case RUNNING -> Math.max(0, engine.running() - engine.resting());
            case WAITING -> engine.resting();
            case BLOCKED -> backlog.blocked().size() + backlog.pinned().size();
            case PAUSED -> backlog.parked().size();
            case QUEUED -> Arrays.stream(SlaClass.values()).mapToDouble(depths::of).sum();
            case SCHEDULED -> backlog.timeline().size() + depths.later();
            default -> 0;
        };
    }

    @Override
    public Map<RunState, Long> open() {
        Map<RunState, Long> all = new EnumMap<>(RunState.class);
        for (RunState state : STATES) {
            all.put(state, (long) here(state));
        }
        Neighbours others = engine.membership().neighbours();
        all.merge(RunState.RUNNING, others.running(), Long::sum);
        all.merge(RunState.QUEUED, others.waiting(), Long::sum);
        return all;
    }

    @Override
    public List<Blocked> blocked() {
        Map<String, Blocked> found = new HashMap<>();
        for (LiveRun run : engine.lives().all()) {
            if (run.state() == RunState.BLOCKED) {
                found.merge(
                        run.task(),
                        new Blocked(run.task(), run.blocked(), 1, RunIds.createdAt(run.id())),
                        OpenRuns::both);
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(Blocked::runs).reversed())
                .toList();
    }

    private static Blocked both(Blocked one, Blocked other) {
        return new Blocked(
                one.task(),
                one.reason() == null ? other.reason() : one.reason(),
                one.runs() + other.runs(),
                one.since().isBefore(other.since()) ? one.since() : other.since());
    }
}
