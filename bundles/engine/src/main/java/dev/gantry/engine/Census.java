package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Who waits and who runs, of the runs in memory, counted once for all that a scrape asks.
 * Thread-safe.
 */
final class Census {
    private static final long FRESH_NANOS = Duration.ofMillis(100).toNanos();
    private static final int MOST = 100;
    private static final String OTHER = "_other";

    private final LiveRuns lives;
    private final Pauses pauses;
    private final InstantSource clock;
    private Counted latest;
    private long takenAt;

    /** Of one task type, tenant, service class or revision. */
    private static final class Group {
        private int waiting;
        private int running;
        private double age;
    }

    private static final class Counted {
        private final Map<String, Group> tasks = new HashMap<>();
        private final Map<String, Group> tenants = new HashMap<>();
        private final Map<SlaClass, Group> queues = new EnumMap<>(SlaClass.class);
        private final Map<RevisionRef, Group> revisions = new HashMap<>();
        private int retries;
    }

    Census(RunEngine engine, InstantSource clock) {
        this.lives = engine.lives();
        this.pauses = engine.backlog().parked().pauses();
        this.clock = clock;
    }

    private synchronized Counted counted() {
        long now = System.nanoTime();
        if (latest == null || now - takenAt > FRESH_NANOS) {
            latest = count();
            takenAt = System.nanoTime();
        }
        return latest;
    }

    private Counted count() {
        Counted all = new Counted();
        for (SlaClass sla : SlaClass.values()) {
            all.queues.put(sla, new Group());
        }
        long now = clock.millis();
        for (LiveRun run : lives.all()) {
            RunningAttempt attempt = run.attempt();
            boolean runs = attempt != null && !attempt.ended() && run.state() == RunState.RUNNING;
            boolean waits =
                    run.state() == RunState.QUEUED && run.due() <= now && pauses.of(run) == null;
            if (runs) {
                all.revisions.computeIfAbsent(attempt.revision(), revision -> new Group())
                        .running++;
            } else if (run.state() == RunState.SCHEDULED && run.counted() > 0) {
                all.retries++;
            }
            if (runs || waits) {
                double age = waits ? (now - run.due()) / 1000.0 : -1;
                add(all.tasks.computeIfAbsent(run.task(), task -> new Group()), age);
                add(all.tenants.computeIfAbsent(run.tenant(), tenant -> new Group()), age);
                add(all.queues.get(run.spec().sla()), age);
            }
        }
        return all;
    }

    /**
     * @param age how long it waits, in seconds; less than zero if it runs
     */
    private static void add(Group group, double age) {
        if (age < 0) {
            group.running++;
        } else {
            group.waiting++;
            group.age = Math.max(group.age, age);
        }
    }

    /** Runs that wait for another attempt. */
    double retries() {
        return counted().retries;
    }

    /** Attempts that run, by service class. */
    double running(SlaClass sla) {
        return counted().queues.get(sla).running;
    }

    void running(Meters.Rows rows) {
        counted()
                .revisions
                .forEach(
                        (revision, group) ->
                                rows.add(group.running, revision.plugin(), revision.version()));
    }

    void tasksWaiting(Meters.Rows rows) {
        rows(counted().tasks, group -> group.waiting, false, rows);
    }

    void tasksAges(Meters.Rows rows) {
        rows(counted().tasks, group -> group.age, true, rows);
    }

    void tenantsWaiting(Meters.Rows rows) {
        rows(counted().tenants, group -> group.waiting, false, rows);
    }

    void tenantsAges(Meters.Rows rows) {
        rows(counted().tenants, group -> group.age, true, rows);
    }

    /** Those with the largest numbers, and all others as one. */
    private static void rows(
            Map<String, Group> groups,
            ToDoubleFunction<Group> number,
            boolean largest,
            Meters.Rows rows) {
        List<Map.Entry<String, Group>> all =
                groups.entrySet().stream()
                        .sorted(
                                Comparator.comparingDouble(
                                                (Map.Entry<String, Group> one) ->
                                                        number.applyAsDouble(one.getValue()))
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .toList();
        double rest = 0;
        for (int i = 0; i < all.size(); i++) {
            double value = number.applyAsDouble(all.get(i).getValue());
            if (i < MOST) {
                rows.add(value, all.get(i).getKey());
            } else {
                rest = largest ? Math.max(rest, value) : rest + value;
            }
        }
        if (all.size() > MOST) {
            rows.add(rest, OTHER);
        }
    }
}
