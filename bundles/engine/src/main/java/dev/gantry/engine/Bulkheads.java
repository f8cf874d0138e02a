package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.RevisionRef;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many attempts of each plugin may run at one time, as the catalogue says, and the runs that
 * wait for that. Where no plugin has a limit it costs two counts an attempt. Thread-safe.
 */
final class Bulkheads {
    private final Catalog catalog;
    private final Map<String, Bulkhead> byPlugin = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> byTask = new ConcurrentHashMap<>();
    private final Bulkhead unknown = new Bulkhead("");
    private volatile List<Bulkhead> limited = List.of();

    Bulkheads(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The bulkhead of the plugin that offers a task type. */
    Bulkhead of(String task) {
        Bulkhead known = byTask.get(task);
        return known == null ? update(task) : known;
    }

    /** Asks the catalogue again who offers a task type, and what limit that plugin has. */
    synchronized Bulkhead update(String task) {
        RevisionRef provider =
                catalog.find(Kind.TASK, task).map(Contribution::provider).orElse(null);
        if (provider == null) {
            return unknown;
        }
        String plugin = provider.plugin();
        Bulkhead bulkhead = byPlugin.computeIfAbsent(plugin, Bulkhead::new);
        bulkhead.limit(catalog.limit(plugin));
        byTask.put(task, bulkhead);
        refresh();
        return bulkhead;
    }

    /** Finds out anew which bulkheads matter. */
    synchronized void refresh() {
        List<Bulkhead> now = byPlugin.values().stream().filter(Bulkhead::matters).toList();
        if (!now.equals(limited)) {
            limited = now;
        }
    }

    /** Those that make runs wait, or may. */
    Collection<Bulkhead> limited() {
        return limited;
    }

    /** Among how many the room in memory is divided. */
    int parts() {
        return Math.max(1, limited.size());
    }

    /** Why runs of a task type wait for a place, or {@code null}. */
    String reason(String task) {
        if (limited.isEmpty()) {
            return null;
        }
        Bulkhead bulkhead = byTask.get(task);
        return bulkhead == null ? null : bulkhead.reason();
    }

    /**
     * A run that waited and may go on, with a place, if it stands no lower than what else is ready;
     * otherwise {@code null}.
     */
    LiveRun resume(ReadyQueue ready) {
        List<Bulkhead> now = limited;
        if (now.isEmpty()) {
            return null;
        }
        Bulkhead best = null;
        int bestLane = Integer.MAX_VALUE;
        for (Bulkhead bulkhead : now) {
            int lane = bulkhead.lane();
            if (lane < bestLane) {
                best = bulkhead;
                bestLane = lane;
            }
        }
        return best != null && bestLane <= ready.lane() ? best.resume() : null;
    }

    /** Whether it is time to read from the store what had no room in memory. */
    boolean wanting() {
        List<Bulkhead> now = limited;
        if (now.isEmpty()) {
            return false;
        }
        int parts = parts();
        for (Bulkhead bulkhead : now) {
            if (bulkhead.wanting(parts)) {
                return true;
            }
        }
        return false;
    }

    /** Forgets a run that ended while it waited. */
    void forget(LiveRun run) {
        for (Bulkhead bulkhead : limited) {
            bulkhead.forget(run);
        }
    }

    /** Runs that wait in memory. */
    int waiting() {
        return limited.stream().mapToInt(Bulkhead::waiting).sum();
    }

    /** Whether further ones wait in the store. */
    boolean more() {
        return limited.stream().anyMatch(Bulkhead::more);
    }

    /** When the oldest run that waits became due, in ms since 1970; the largest for none. */
    long oldestDue() {
        return limited.stream().mapToLong(Bulkhead::oldestDue).min().orElse(Long.MAX_VALUE);
    }
}
