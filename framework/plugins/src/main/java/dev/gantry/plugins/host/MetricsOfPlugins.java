package dev.gantry.plugins.host;

import dev.gantry.api.metric.Metrics;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.PluginMeters;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

import java.util.HashMap;
import java.util.Map;

/**
 * The metrics that plugins have of their own, one set for each bundle of a plugin, from its first
 * use until the bundle is gone. Components get them as a service. Thread-safe.
 */
final class MetricsOfPlugins implements ServiceFactory<Metrics>, AutoCloseable {
    private final Meters meters;
    private final ServiceRegistration<?> service;
    private final Map<Long, PluginMeters> all = new HashMap<>();

    MetricsOfPlugins(BundleContext context, Meters meters) {
        this.meters = meters;
        this.service = context.registerService(Metrics.class, this, null);
    }

    /** The metrics of a plugin's bundle. */
    synchronized Metrics of(Bundle bundle) {
        return all.computeIfAbsent(
                bundle.getBundleId(), id -> meters.plugin(Undertaker.ref(bundle)));
    }

    /** A plugin's bundle is out of the framework: it is neither asked nor shown any more. */
    void gone(Bundle bundle) {
        PluginMeters its;
        synchronized (this) {
            its = all.remove(bundle.getBundleId());
        }
        if (its != null) {
            its.close();
        }
    }

    @Override
    public Metrics getService(Bundle bundle, ServiceRegistration<Metrics> registration) {
        return bundle.getLocation().startsWith(Trial.LOCATION) ? of(bundle) : PluginMeters.NONE;
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Metrics> registration, Metrics metrics) {
        // they stay until the bundle is gone: its tasks use the same ones
    }

    @Override
    public void close() {
        service.unregister();
    }
}
