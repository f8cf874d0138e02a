package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.config.Configurations;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.store.PluginStore;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hosts plugins: what lies in the drop folder is deployed, what leaves it is drained and removed.
 * Thread-safe. No lock is held while plugin code runs.
 */
@Component(
        service = {Plugins.class, Condition.class},
        immediate = true)
public final class Hosting implements Plugins, Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);

    private final House house;

    /** Starts to watch the drop folder. */
    @Activate
    public Hosting(
            BundleContext context,
            @Reference PluginStore store,
            @Reference Events events,
            @Reference Meters meters,
            @Reference ServiceComponentRuntime components,
            @Reference LiveCatalog catalog,
            @Reference Configurations configurations)
            throws IOException {
        Limits limits = Limits.read(context);
        removeLeftovers(context);
        this.house =
                new House(
                        new House.Outside(
                                context,
                                store,
                                events,
                                meters,
                                components,
                                catalog,
                                configurations),
                        limits);
    }

    /** The framework's cache is disposable: plugins are installed anew at each start. */
    private static void removeLeftovers(BundleContext context) {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(Trial.LOCATION)) {
                try {
                    bundle.uninstall();
                } catch (BundleException e) {
                    LOG.warn("{} of an earlier start cannot be removed", bundle, e);
                }
            }
        }
    }

    /** Stops the plugins; what is on record stays as it is. */
    @Deactivate
    public void stop() throws Exception {
        house.close();
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public Optional<String> missing() {
        return house.missing();
    }

    @Override
    public List<PluginInfo> list() {
        return house.view().list();
    }

    @Override
    public Optional<PluginInfo> find(String idOrFile) {
        return house.view().find(idOrFile);
    }

    @Override
    public PluginInfo upload(String filename, InputStream content, boolean override, String by) {
        return house.operations().upload(filename, content, Terms.of(by, true, override, null));
    }

    @Override
    public PluginPlan plan(String filename, InputStream content) {
        return house.planner().plan(filename, content);
    }

    @Override
    public PluginInfo activate(
            String id, String version, CanarySpec canary, boolean override, String by) {
        return house.operations().activate(id, version, Terms.of(by, true, override, canary));
    }

    @Override
    public PluginInfo rollBack(String id, String by) {
        return house.operations().decide(id, () -> house.decisions().rollBack(id, by));
    }

    @Override
    public PluginInfo promote(String id, String by) {
        return house.operations().decide(id, () -> house.deployer().canaries().promote(id, by));
    }

    @Override
    public PluginInfo pin(String id, String version, String by) {
        return house.operations().pin(id, version, by);
    }

    @Override
    public PluginInfo unpin(String id, String by) {
        return house.operations().decide(id, () -> house.decisions().unpin(id, by));
    }

    @Override
    public PluginInfo disable(String id, String by) {
        return house.operations().decide(id, () -> house.decisions().disable(id, by));
    }

    @Override
    public PluginInfo enable(String id, String by) {
        return house.operations().decide(id, () -> house.decisions().enable(id, by));
    }

    @Override
    public PluginInfo limit(String id, int attempts, String by) {
        return house.operations().decide(id, () -> house.decisions().limit(id, attempts, by));
    }

    @Override
    public PluginInfo force(String id, String version, String by) {
        return house.operations().force(id, version, by);
    }

    @Override
    public PluginInfo delete(String id, String version) {
        return house.operations().delete(id, version);
    }

    @Override
    public List<PluginNote> history(String id, long before, int limit) {
        return house.registry().history(id, before, limit).stream()
                .map(
                        n ->
                                new PluginNote(
                                        n.id(),
                                        Instant.ofEpochMilli(n.at()),
                                        n.plugin(),
                                        n.version(),
                                        n.sha256(),
                                        n.what(),
                                        n.text(),
                                        n.by()))
                .toList();
    }
}
