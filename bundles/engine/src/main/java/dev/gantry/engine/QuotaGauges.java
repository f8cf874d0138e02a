package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.TaskLimit;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What tenants and task types take and may take: of those that have bounds of their own, and of no
 * more than the first hundred by name. Thread-safe.
 */
final class QuotaGauges implements AutoCloseable {
    private static final int MOST = 100;

    private final Meters meters;
    private final TenantBook tenants;
    private final TaskBook tasks;
    private final Map<String, List<AutoCloseable>> ofTenants = new HashMap<>();
    private final Map<String, List<AutoCloseable>> ofTasks = new HashMap<>();

    QuotaGauges(Meters meters, TenantBook tenants, TaskBook tasks) {
        this.meters = meters;
        this.tenants = tenants;
        this.tasks = tasks;
        tenants.onChanged(these -> refresh());
        tasks.onChanged(this::refresh);
        refresh();
    }

    private synchronized void refresh() {
        refresh(ofTenants, tenants.named(), this::tenant);
        refresh(ofTasks, tasks.named(), this::task);
    }

    private static void refresh(
            Map<String, List<AutoCloseable>> shown,
            Collection<String> bounded,
            Function<String, List<AutoCloseable>> show) {
        Set<String> names =
                bounded.stream()
                        .filter(name -> !name.equals(TenantBook.OTHERS))
                        .sorted()
                        .limit(MOST)
                        .collect(Collectors.toSet());
        shown.entrySet()
                .removeIf(
                        one -> {
                            boolean gone = !names.contains(one.getKey());
                            if (gone) {
                                close(one.getValue());
                            }
                            return gone;
                        });
        names.forEach(name -> shown.computeIfAbsent(name, show));
    }

    private List<AutoCloseable> tenant(String name) {
        Tenant tenant = tenants.of(name);
        return List.of(
                gauge("tenant", name, "running", "Attempts that run", tenant::running),
                gauge(
                        "tenant",
                        name,
                        "running_limit",
                        "Attempts that may run at one time; 0 for any number",
                        () -> tenant.quota().maxRunning()),
                gauge(
                        "tenant",
                        name,
                        "open",
                        "Runs that are not finished",
                        () -> tenant.open().get()),
                gauge(
                        "tenant",
                        name,
                        "open_limit",
                        "Runs that may be open; 0 for any number",
                        () -> tenant.quota().maxOpen()),
                meters.total(
                        "gantry_tenant_refused_total",
                        "Submits that the quota refused",
                        tenant::refused,
                        "tenant",
                        name));
    }

    private List<AutoCloseable> task(String name) {
        return List.of(
                gauge("task", name, "running", "Attempts that run", () -> tasks.running(name)),
                gauge(
                        "task",
                        name,
                        "running_limit",
                        "Attempts that may run at one time; 0 for any number",
                        () -> tasks.limit(name).maxRunning()),
                gauge(
                        "task",
                        name,
                        "waiting",
                        "Runs in memory that wait for the limits of their task type",
                        () -> tasks.waiting(name)),
                gauge(
                        "task",
                        name,
                        "rate_limit",
                        "Attempts that may start in a second; 0 for any number",
                        () -> perSecond(tasks.limit(name))),
                gauge(
                        "task",
                        name,
                        "rate_waiting",
                        "Runs in memory that wait for the rate of their task type",
                        () -> tasks.waitingForRate(name)));
    }

    private static double perSecond(TaskLimit limit) {
        return limit.count() * 1000.0 / limit.per().toMillis();
    }

    private AutoCloseable gauge(
            String label, String name, String what, String help, DoubleSupplier value) {
        return meters.gauge("gantry_" + label + "_" + what, help, value, label, name);
    }

    private static void close(List<AutoCloseable> gauges) {
        for (AutoCloseable gauge : gauges) {
            try {
                gauge.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        ofTenants.values().forEach(QuotaGauges::close);
        ofTasks.values().forEach(QuotaGauges::close);
        ofTenants.clear();
        ofTasks.clear();
    }
}
