package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.TaskLimit;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gates through which runs go: that of their plugin, those of their task type, and that of
 * their concurrency key. Thread-safe.
 */
final class Bulkheads {
    private final Catalog catalog;
    private final InstantSource clock;
    private final Map<String, Gate> byPlugin = new ConcurrentHashMap<>();
    private final Map<String, Gate> byType = new ConcurrentHashMap<>();
    private final Map<String, RateGate> rates = new ConcurrentHashMap<>();
    private final Map<String, BreakerGate> breakers = new ConcurrentHashMap<>();
    private final Map<String, List<Gate>> byTask = new ConcurrentHashMap<>();
    private final Map<KeyGate.Key, KeyGate> byKey = new ConcurrentHashMap<>();
    private final List<Gate> unknown = List.of(new Gate("plugin"));
    private final Set<Gate> held = ConcurrentHashMap.newKeySet();

    Bulkheads(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Makes sure that the gates of a task type are known. */
    void of(String task) {
        if (!byTask.containsKey(task)) {
            update(task);
        }
    }

    /** Asks the catalogue again who offers a task type, and what limit that plugin has. */
    synchronized void update(String task) {
        RevisionRef provider =
                catalog.find(Kind.TASK, task).map(Contribution::provider).orElse(null);
        if (provider == null) {
            return;
        }
        String plugin = provider.plugin();
        Gate gate = byPlugin.computeIfAbsent(plugin, name -> new Gate("plugin " + name));
        gate.limit(catalog.limit(plugin));
        List<Gate> gates = new ArrayList<>(List.of(gate, type(task)));
        RateGate rate = rates.get(task);
        if (rate != null) {
            gates.add(rate);
        }
        BreakerGate breaker = breakers.get(task);
        if (breaker != null) {
            gates.add(breaker);
        }
        byTask.put(task, List.copyOf(gates));
    }

    private Gate type(String task) {
        return byType.computeIfAbsent(task, name -> new Gate("task type " + name));
    }

    /** Sets the limits of a task type. */
    synchronized void limit(String task, TaskLimit limit) {
        type(task).limit(limit.maxRunning());
        if (limit.count() > 0 || rates.containsKey(task)) {
            rates.computeIfAbsent(task, name -> new RateGate("task type " + name, clock))
                    .rate(limit.count(), limit.per());
        }
        update(task);
    }

    /** Sets what the breaker of a task type lets through; as {@link BreakerGate#set}. */
    synchronized void breaker(String task, String why, int trials) {
        BreakerGate known = breakers.get(task);
        if (known == null) {
            known = new BreakerGate(task);
            breakers.put(task, known);
            update(task);
        }
        known.set(why, trials);
    }

    /** Attempts of a task type that run. */
    int running(String task) {
        return type(task).running();
    }

    /** Runs in memory that wait for the limits of a task type. */
    int waiting(String task) {
        return type(task).waiting() + waitingForRate(task);
    }

    /** Those of them that wait for its rate. */
    int waitingForRate(String task) {
        RateGate rate = rates.get(task);
        return rate == null ? 0 : rate.waiting();
    }

    /** The gates of a run that starts. Guarded by the queue. */
    List<Gate> gates(String task, String tenant, Concurrency concurrency) {
        if (concurrency != null) {
            byKey.computeIfAbsent(
                    new KeyGate.Key(tenant, concurrency.key()), key -> new KeyGate(key, clock));
        }
        return known(task, tenant, concurrency);
    }

    /** As {@link #gates}, but for that of a key of which no run runs or waits: it is open. */
    List<Gate> known(String task, String tenant, Concurrency concurrency) {
        List<Gate> gates = byTask.getOrDefault(task, unknown);
        KeyGate own = own(tenant, concurrency);
        if (own == null) {
            return gates;
        }
        List<Gate> all = new ArrayList<>(gates);
        all.add(own);
        return all;
    }

    /** The first at which a run has to wait; {@code null} if it may start. */
    Gate closed(LiveRun run) {
        Concurrency concurrency = run.spec().concurrency();
        for (Gate gate : known(run.task(), run.tenant(), concurrency)) {
            if (gate.full(concurrency)) {
                return gate;
            }
        }
        return null;
    }

    private KeyGate own(String tenant, Concurrency concurrency) {
        return concurrency == null ? null : byKey.get(new KeyGate.Key(tenant, concurrency.key()));
    }

    /** Whether a run goes through a gate. */
    boolean through(Gate gate, String task, String tenant, Concurrency concurrency) {
        return gate instanceof KeyGate own
                ? concurrency != null
                        && own.key().equals(new KeyGate.Key(tenant, concurrency.key()))
                : byTask.getOrDefault(task, unknown).contains(gate);
    }

    /** Those at which runs wait. */
    Collection<Gate> held() {
        return held;
    }

    /** Whether runs wait for time to pass. */
    boolean timed() {
        for (Gate gate : held) {
            if (gate.timed()) {
                return true;
            }
        }
        return false;
    }

    /** Runs wait at a gate. Guarded by the queue. */
    void waits(Gate gate) {
        held.add(gate);
        if (gate instanceof KeyGate own) {
            byKey.putIfAbsent(own.key(), own);
        }
    }

    /** No run waits at a gate any more. Guarded by the queue. */
    void waitsNot(Gate gate) {
        held.remove(gate);
        if (gate instanceof KeyGate own && own.running() == 0) {
            byKey.remove(own.key(), own);
        }
    }

    /** Among how many the room in memory is divided. */
    int parts() {
        return Math.max(1, held.size());
    }

    /** Why a run waits for a place, or {@code null}. */
    String reason(String task, String tenant, Concurrency concurrency) {
        for (Gate gate : byTask.getOrDefault(task, unknown)) {
            String reason = gate.reason();
            if (reason != null) {
                return reason;
            }
        }
        KeyGate own = own(tenant, concurrency);
        return own == null ? null : own.reason(concurrency);
    }

    /** Whether it is time to read from the store what had no room in memory. */
    boolean wanting() {
        if (held.isEmpty()) {
            return false;
        }
        int parts = parts();
        for (Gate gate : held) {
            if (gate.wanting(parts)) {
                return true;
            }
        }
        return false;
    }

    /** Concurrency keys that matter now. */
    int keys() {
        return byKey.size();
    }

    /** Runs that wait in memory. */
    int waiting() {
        return held.stream().mapToInt(Gate::waiting).sum();
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return held.stream().anyMatch(Gate::more);
    }
}
