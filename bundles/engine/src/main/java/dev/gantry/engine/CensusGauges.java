package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.SlaClass;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a {@link Census} tells, the limits beside it, and how late timers are. */
final class CensusGauges implements AutoCloseable {
    private final Meters meters;
    private final Catalog catalog;
    private final List<AutoCloseable> gauges = new ArrayList<>();

    CensusGauges(Meters meters, RunEngine engine, Catalog catalog, InstantSource clock) {
        this.meters = meters;
        this.catalog = catalog;
        Census census = new Census(engine, clock);
        add(
                "gantry_task_queued",
                "Runs in memory that are due and wait for a slot",
                List.of("task"),
                census::tasksWaiting);
        add(
                "gantry_task_oldest_age_seconds",
                "How long the oldest of them waits",
                List.of("task"),
                census::tasksAges);
        add(
                "gantry_tenant_queued",
                "Runs in memory that are due and wait for a slot",
                List.of("tenant"),
                census::tenantsWaiting);
        add(
                "gantry_tenant_oldest_age_seconds",
                "How long the oldest of them waits",
                List.of("tenant"),
                census::tenantsAges);
        add(
                "gantry_plugin_running",
                "Attempts that run",
                List.of("plugin", "version"),
                census::running);
        add(
                "gantry_plugin_running_limit",
                "Attempts that may run at one time, of plugins that have such a limit",
                List.of("plugin"),
                this::limits);
        for (SlaClass sla : SlaClass.values()) {
            gauges.add(
                    meters.gauge(
                            "gantry_queue_running",
                            "Attempts that run",
                            () -> census.running(sla),
                            "queue",
                            sla.name().toLowerCase(Locale.ROOT)));
        }
        gauges.add(
                meters.gauge(
                        "gantry_retries_waiting",
                        "Runs in memory that wait for another attempt",
                        census::retries));
        Meters.Timer lag =
                meters.timer(
                        "gantry_timer_lag_seconds",
                        "From when a delayed run or a retry is due until it is ready");
        engine.backlog().onFired(late -> lag.record(late * 1_000_000));
    }

    private void add(String name, String help, List<String> labels, Consumer<Meters.Rows> read) {
        gauges.add(meters.gauges(name, help, labels, read));
    }

    private void limits(Meters.Rows rows) {
        Map<String, Integer> limits = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            for (Contribution one : catalog.list(kind)) {
                limits.computeIfAbsent(one.provider().plugin(), catalog::limit);
            }
        }
        limits.forEach(
                (plugin, limit) -> {
                    if (limit > 0) {
                        rows.add(limit, plugin);
                    }
                });
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable gauge : gauges) {
            gauge.close();
        }
    }
}
