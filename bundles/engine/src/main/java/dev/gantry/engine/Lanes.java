package dev.gantry.engine;

import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The lanes that have, or had, runs since the start. Thread-safe. */
final class Lanes {
    private final TenantBook tenants;
    private final Map<Lane, LaneWindow> windows = new ConcurrentHashMap<>();
    private final Drained drained = new Drained();
    private volatile int parts = 1;

    Lanes(TenantBook tenants) {
        this.tenants = tenants;
    }

    TenantBook tenants() {
        return tenants;
    }

    LaneWindow of(Lane lane) {
        LaneWindow known = windows.get(lane);
        return known != null
                ? known
                : windows.computeIfAbsent(
                        lane, key -> new LaneWindow(key, tenants.of(key.tenant())));
    }

    LaneWindow of(LiveRun run) {
        LaneWindow known = run.standing().window();
        if (known == null) {
            known = of(new Lane(run.tenant(), run.spec().sla(), run.spec().priority()));
            run.standing().window(known);
        }
        return known;
    }

    Collection<LaneWindow> all() {
        return windows.values();
    }

    /** What is open in the store at the start; returns how many that are. */
    long open(Map<Lane, Long> runs) {
        runs.forEach(
                (lane, count) -> {
                    LaneWindow window = of(lane);
                    window.open().set(count);
                    window.tenant().open().addAndGet(count);
                    window.unread(Position.START);
                });
        return runs.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A run that its tenant was let in with is about to be stored. */
    void opened(LiveRun run) {
        of(run).open().incrementAndGet();
    }

    /** A run is over, or was not stored after all. */
    void closed(LiveRun run) {
        LaneWindow window = of(run);
        window.open().decrementAndGet();
        window.tenant().open().decrementAndGet();
        window.tenant().drained().one();
        drained.one();
    }

    /** A run is another node's. */
    void departed(LiveRun run) {
        LaneWindow window = of(run);
        window.open().decrementAndGet();
        window.tenant().open().decrementAndGet();
    }

    /** A run of others is this node's, and is to be read unless its row is at hand. */
    void arrived(ClaimedRun run) {
        LaneWindow window = of(run.lane());
        window.open().incrementAndGet();
        window.tenant().open().incrementAndGet();
        if (run.row() == null) {
            window.unread(Position.before(run.due(), run.id()));
        }
    }

    /** How fast runs end. */
    Drained drained() {
        return drained;
    }

    /** A second is over. For one thread. */
    void second() {
        drained.second();
        tenants.all().forEach(tenant -> tenant.drained().second());
        refresh();
    }

    /** A run has another priority. */
    void moved(Lane from, Lane to) {
        of(from).open().decrementAndGet();
        of(to).open().incrementAndGet();
    }

    /** Among how many the room in memory is divided. */
    int parts() {
        return parts;
    }

    /** What is in the store from there on is to be read again. */
    void unread(Position from) {
        for (LaneWindow window : windows.values()) {
            if (window.open().get() > 0) {
                window.unread(from);
            }
        }
    }

    /** Finds out anew among how many the room in memory is divided. */
    void refresh() {
        parts = (int) Math.max(1, windows.values().stream().filter(LaneWindow::busy).count());
    }

    /** Whether due runs wait in the store. */
    boolean more() {
        return windows.values().stream().anyMatch(LaneWindow::more);
    }
}
