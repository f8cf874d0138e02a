package dev.gantry.telemetry;

import dev.gantry.spi.meter.Meters;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the OSGi framework holds. */
final class FrameworkMeters {
    private static final Map<Integer, String> STATES =
            Map.of(
                    Bundle.INSTALLED, "installed",
                    Bundle.RESOLVED, "resolved",
                    Bundle.STARTING, "starting",
                    Bundle.ACTIVE, "active",
                    Bundle.STOPPING, "stopping");

    private final BundleContext context;

    FrameworkMeters(BundleContext context, Meters meters) {
        this.context = context;
        meters.gauges(
                "gantry_framework_bundles",
                "OSGi bundles by state",
                List.of("state"),
                this::bundles);
        meters.gauge("gantry_framework_services", "OSGi services", this::services);
    }

    private void bundles(Meters.Rows rows) {
        Map<String, Integer> counts = new TreeMap<>();
        STATES.values().forEach(state -> counts.put(state, 0));
        for (Bundle bundle : context.getBundles()) {
            counts.computeIfPresent(
                    STATES.getOrDefault(bundle.getState(), ""), (state, count) -> count + 1);
        }
        counts.forEach((state, count) -> rows.add(count, state));
    }

    private double services() {
        try {
            ServiceReference<?>[] all = context.getAllServiceReferences(null, null);
            return all == null ? 0 : all.length;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
