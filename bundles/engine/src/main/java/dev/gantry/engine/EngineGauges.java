package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What an engine shows of itself. */
final class EngineGauges implements AutoCloseable {
    private static final String ACTIVE = "gantry_runs_active";
    private static final String SLOTS = "gantry_slots";

    private final Meters meters;
    private final List<AutoCloseable> gauges = new ArrayList<>();

    EngineGauges(Meters meters, RunEngine engine, OpenRuns census, InstantSource clock) {
        this.meters = meters;
        Backlog backlog = engine.backlog();
        Dispatcher dispatcher = engine.dispatcher();
        Depths depths = new Depths(engine, clock);
        for (RunState state : OpenRuns.STATES) {
            active(state, () -> census.here(state));
        }
        for (Pause.Scope scope : Pause.Scope.values()) {
            add(
                    "gantry_pauses",
                    "Pauses in force",
                    () -> backlog.parked().pauses().count(scope),
                    "scope",
                    scope.word());
        }
        for (SlaClass sla : SlaClass.values()) {
            String queue = sla.name().toLowerCase(Locale.ROOT);
            add(
                    "gantry_queue_depth",
                    "Runs that are due and wait for a slot",
                    () -> depths.of(sla),
                    "queue",
                    queue);
            add(
                    "gantry_queue_oldest_age_seconds",
                    "How long the oldest run that is due waits for a slot",
                    () -> depths.oldestAge(sla),
                    "queue",
                    queue);
        }
        add(
                "gantry_concurrency_keys",
                "Concurrency keys with runs that run or wait in memory",
                backlog.bulkheads()::keys);
        add(SLOTS, "Places for attempts", dispatcher::free, "state", "free");
        add(
                SLOTS,
                "Places for attempts",
                () -> dispatcher.total() - dispatcher.free(),
                "state",
                "used");
        Membership membership = engine.membership();
        add(
                "gantry_node_lease",
                "Whether this node holds its lease: 1, or 0",
                () -> membership.holds() ? 1 : 0);
        add(
                "gantry_node_leader",
                "Whether this node does what only one does: 1, or 0",
                () -> membership.leading() ? 1 : 0);
        add("gantry_node_peers", "Other nodes with a lease", membership::peers);
        add(
                "gantry_node_claimed_runs",
                "Runs that this node took from others since it started",
                membership::claimedRuns);
        add(
                "gantry_node_left_runs",
                "Runs that this node left to others since it started",
                membership::leftRuns);
    }

    private void active(RunState state, DoubleSupplier value) {
        add(ACTIVE, "Open runs", value, "state", state.name().toLowerCase(Locale.ROOT));
    }

    private void add(String name, String help, DoubleSupplier value, String... labels) {
        gauges.add(meters.gauge(name, help, value, labels));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable gauge : gauges) {
            gauge.close();
        }
    }
}
