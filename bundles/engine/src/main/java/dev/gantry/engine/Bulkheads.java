package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gates through which runs go: of each plugin, so many attempts may run at one time as the
 * catalogue says. Thread-safe.
 */
final class Bulkheads {
    private final Catalog catalog;
    private final Map<String, Gate> byPlugin = new ConcurrentHashMap<>();
    private final Map<String, List<Gate>> byTask = new ConcurrentHashMap<>();
    private final List<Gate> unknown = List.of(new Gate("plugin"));
    private final Set<Gate> held = ConcurrentHashMap.newKeySet();

    Bulkheads(Catalog catalog) {
        this.catalog = catalog;
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
        byTask.put(task, List.of(gate));
    }

    /** The gates of a task type. */
    List<Gate> gates(String task) {
        return byTask.getOrDefault(task, unknown);
    }

    /** Those at which runs wait. */
    Collection<Gate> held() {
        return held;
    }

    /** Runs wait at a gate. */
    void waits(Gate gate) {
        held.add(gate);
    }

    /** No run waits at a gate any more. */
    void waitsNot(Gate gate) {
        held.remove(gate);
    }

    /** Among how many the room in memory is divided. */
    int parts() {
        return Math.max(1, held.size());
    }

    /** Why runs of a task type wait for a place, or {@code null}. */
    String reason(String task) {
        for (Gate gate : gates(task)) {
            String reason = gate.reason();
            if (reason != null) {
                return reason;
            }
        }
        return null;
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

    /** Runs that wait in memory. */
    int waiting() {
        return held.stream().mapToInt(Gate::waiting).sum();
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return held.stream().anyMatch(Gate::more);
    }
}
