package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.StoredPause;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The pauses in force. Where there is none, looking costs one read. Thread-safe. */
final class Pauses {
    private final ControlStore store;
    private final Map<String, Pause> tasks = new ConcurrentHashMap<>();
    private final Map<String, Pause> tenants = new ConcurrentHashMap<>();
    private final Map<SlaClass, Pause> queues = new ConcurrentHashMap<>();
    private final Map<Long, Pause> runs = new ConcurrentHashMap<>();
    private volatile boolean any;

    Pauses(ControlStore store) {
        this.store = store;
        stored().forEach(this::put);
    }

    /** Those on disk. */
    List<Pause> stored() {
        return store.pauses().stream().map(Pauses::pause).toList();
    }

    private static Pause pause(StoredPause stored) {
        Pause.Scope scope = Pause.Scope.valueOf(stored.scope().toUpperCase(Locale.ROOT));
        String name =
                scope == Pause.Scope.RUN
                        ? RunIds.text(Long.parseLong(stored.name()))
                        : stored.name();
        return new Pause(
                scope, name, stored.reason(), stored.by(), Instant.ofEpochMilli(stored.since()));
    }

    /** The name under which a pause is stored. */
    static String key(Pause.Scope scope, String name) {
        return scope == Pause.Scope.RUN ? Long.toString(RunIds.known(name)) : name;
    }

    /**
     * The service class of a queue.
     *
     * @throws GantryException {@code NOT_FOUND} if there is no such queue
     */
    static SlaClass queue(String name) {
        return Arrays.stream(SlaClass.values())
                .filter(sla -> sla.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new GantryException(
                                        GantryException.Code.NOT_FOUND,
                                        "There is no queue "
                                                + name
                                                + "; there are gold, silver and bronze"));
    }

    /** Whether any is in force. */
    boolean any() {
        return any;
    }

    /** What holds a run back, or {@code null}. */
    Pause of(String task, String tenant, SlaClass sla, long run) {
        if (!any) {
            return null;
        }
        Pause own = runs.get(run);
        if (own != null) {
            return own;
        }
        Pause its = tasks.get(task);
        if (its == null) {
            its = tenants.get(tenant);
        }
        return its != null ? its : queues.get(sla);
    }

    Pause of(LiveRun run) {
        return any ? of(run.task(), run.tenant(), run.spec().sla(), run.id()) : null;
    }

    /** The pause of this very name, or {@code null}. */
    Pause get(Pause.Scope scope, String name) {
        return switch (scope) {
            case TASK -> tasks.get(name);
            case TENANT -> tenants.get(name);
            case QUEUE -> queues.get(queue(name));
            case RUN -> runs.get(RunIds.known(name));
        };
    }

    synchronized void put(Pause pause) {
        switch (pause.scope()) {
            case TASK -> tasks.put(pause.name(), pause);
            case TENANT -> tenants.put(pause.name(), pause);
            case QUEUE -> queues.put(queue(pause.name()), pause);
            case RUN -> runs.put(RunIds.known(pause.name()), pause);
        }
        any = true;
    }

    synchronized void remove(Pause.Scope scope, String name) {
        switch (scope) {
            case TASK -> tasks.remove(name);
            case TENANT -> tenants.remove(name);
            case QUEUE -> queues.remove(queue(name));
            case RUN -> runs.remove(RunIds.known(name));
        }
        any = Stream.of(tasks, tenants, queues, runs).anyMatch(map -> !map.isEmpty());
    }

    /** A run is over: its pause goes with it. */
    void over(LiveRun run) {
        if (any && runs.containsKey(run.id())) {
            remove(Pause.Scope.RUN, run.name());
            store.resume(Pause.Scope.RUN.word(), Long.toString(run.id()));
        }
    }

    int count(Pause.Scope scope) {
        return switch (scope) {
            case TASK -> tasks.size();
            case TENANT -> tenants.size();
            case QUEUE -> queues.size();
            case RUN -> runs.size();
        };
    }

    /** All, the oldest first. */
    List<Pause> all() {
        return new ArrayList<>(
                Stream.of(tasks, tenants, queues, runs)
                        .flatMap(map -> map.values().stream())
                        .sorted(Comparator.comparing(Pause::since).thenComparing(Pause::name))
                        .toList());
    }
}
