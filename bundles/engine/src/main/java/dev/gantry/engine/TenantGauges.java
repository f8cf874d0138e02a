package dev.gantry.engine;

import dev.gantry.spi.meter.Meters;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * What tenants take and may take: of those that have a quota of their own, and of no more than the
 * first hundred by name. Thread-safe.
 */
final class TenantGauges implements AutoCloseable {
    private static final int MOST = 100;

    private final Meters meters;
    private final TenantBook tenants;
    private final Map<String, List<AutoCloseable>> shown = new HashMap<>();

    TenantGauges(Meters meters, TenantBook tenants) {
        this.meters = meters;
        this.tenants = tenants;
        tenants.onChanged(these -> refresh());
        refresh();
    }

    private synchronized void refresh() {
        Set<String> names =
                new TreeSet<>(tenants.named())
                        .stream()
                                .filter(name -> !name.equals(TenantBook.OTHERS))
                                .limit(MOST)
                                .collect(Collectors.toSet());
        for (Iterator<Map.Entry<String, List<AutoCloseable>>> each = shown.entrySet().iterator();
                each.hasNext(); ) {
            Map.Entry<String, List<AutoCloseable>> one = each.next();
            if (!names.contains(one.getKey())) {
                close(one.getValue());
                each.remove();
            }
        }
        names.forEach(name -> shown.computeIfAbsent(name, this::show));
    }

    private List<AutoCloseable> show(String name) {
        Tenant tenant = tenants.of(name);
        return List.of(
                gauge(name, "gantry_tenant_running", "Attempts that run", tenant::running),
                gauge(
                        name,
                        "gantry_tenant_running_limit",
                        "Attempts that may run at one time; 0 for any number",
                        () -> tenant.quota().maxRunning()),
                gauge(
                        name,
                        "gantry_tenant_open",
                        "Runs that are not finished",
                        () -> tenant.open().get()),
                gauge(
                        name,
                        "gantry_tenant_open_limit",
                        "Runs that may be open; 0 for any number",
                        () -> tenant.quota().maxOpen()),
                meters.total(
                        "gantry_tenant_refused_total",
                        "Submits that the quota refused",
                        tenant::refused,
                        "tenant",
                        name));
    }

    private AutoCloseable gauge(String tenant, String name, String help, DoubleSupplier value) {
        return meters.gauge(name, help, value, "tenant", tenant);
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
        shown.values().forEach(TenantGauges::close);
        shown.clear();
    }
}
