package dev.gantry.plugins.host;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.config.PluginConfigs;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.DeployListener;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.timing.Waiting;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A framework with this bundle as it is built, and test doubles for what it refers to. */
final class HostedGantry implements AutoCloseable {
    private static final String[] SHARED = {
        "acme.outside",
        "dev.gantry.api.config",
        "dev.gantry.api.context",
        "dev.gantry.api.detect",
        "dev.gantry.api.metric",
        "dev.gantry.api.panel",
        "dev.gantry.api.schema",
        "dev.gantry.api.task",
        "dev.gantry.spi.catalog",
        "dev.gantry.spi.check",
        "dev.gantry.spi.config",
        "dev.gantry.spi.event",
        "dev.gantry.spi.health",
        "dev.gantry.spi.meter",
        "dev.gantry.spi.plugin",
        "dev.gantry.spi.run",
        "dev.gantry.spi.schedule",
        "dev.gantry.spi.store"
    };

    final Path home;
    final RecordedEvents events = new RecordedEvents();
    final RecordedMeters meters = new RecordedMeters();
    final Set<String> told = ConcurrentHashMap.newKeySet();
    final Set<RevisionRef> revoked = ConcurrentHashMap.newKeySet();
    private final Framework framework;

    HostedGantry(Path home, PluginStore store) throws Exception {
        this(home, store, new MemoryConfigStore());
    }

    HostedGantry(Path home, PluginStore store, ConfigStore configs) throws Exception {
        this(home, store, configs, Map.of());
    }

    HostedGantry(Path home, PluginStore store, ConfigStore configs, Map<String, String> more)
            throws Exception {
        this(home, store, configs, more, (step, revision) -> {});
    }

    HostedGantry(
            Path home,
            PluginStore store,
            ConfigStore configs,
            Map<String, String> more,
            DeployListener deploys)
            throws Exception {
        this.home = home;
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", home.resolve("cache").toString());
        settings.put("org.osgi.framework.storage.clean", "onFirstInit");
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("org.osgi.framework.system.packages.extra", shared());
        settings.put("gantry.home", home.toString());
        settings.put("felix.cm.pm", "memory");
        settings.put("gantry.plugins.stop.timeout", "PT1S");
        settings.put("gantry.plugins.drain.timeout", "PT0.2S");
        settings.put("gantry.plugins.force.timeout", "PT1S");
        settings.put("gantry.plugins.leak.interval", "PT0.2S");
        settings.putAll(more);
        framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.registerService(PluginStore.class, store, null);
        context.registerService(ConfigStore.class, configs, null);
        context.registerService(Events.class, events, null);
        context.registerService(Meters.class, meters, null);
        context.registerService(DeployListener.class, deploys, null);
        context.registerService(
                CatalogListener.class,
                new CatalogListener() {
                    @Override
                    public void changed(Kind kind, String id) {
                        told.add(id);
                    }

                    @Override
                    public void revoked(RevisionRef revision, String why) {
                        revoked.add(revision);
                    }
                },
                null);
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String library :
                List.of(
                        "org.osgi.util.function",
                        "org.osgi.util.promise",
                        "org.osgi.service.component-1",
                        "org.apache.felix.configadmin",
                        "org.apache.felix.scr",
                        "snakeyaml-engine",
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind")) {
            bundles.add(install(context, Jars.library(library)));
        }
        bundles.add(install(context, new File("target/classes").getCanonicalFile()));
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    private static Bundle install(BundleContext context, File file) throws Exception {
        return context.installBundle("reference:" + file.toURI());
    }

    private static String shared() {
        StringBuilder packages =
                new StringBuilder("org.slf4j;version=2.0.20,org.slf4j;version=1.7.36");
        for (String name : SHARED) {
            packages.append(',').append(name).append(";version=1.0.0");
        }
        return packages.toString();
    }

    Path drop(String name) {
        return home.resolve("bundles").resolve(name);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Plugins plugins() throws InterruptedException {
        return service(Plugins.class);
    }

    Catalog catalog() throws InterruptedException {
        return service(Catalog.class);
    }

    PluginConfigs configs() throws InterruptedException {
        return service(PluginConfigs.class);
    }

    /** How many configurations OSGi Configuration Admin has. */
    int configurations() throws Exception {
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(context(), "org.osgi.service.cm.ConfigurationAdmin", null);
        tracker.open(true);
        try {
            Object admin = tracker.waitForService(10_000);
            Object[] all =
                    (Object[])
                            admin.getClass()
                                    .getMethod("listConfigurations", String.class)
                                    .invoke(admin, (Object) null);
            return all == null ? 0 : all.length;
        } finally {
            tracker.close();
        }
    }

    Path conf(String plugin) {
        return home.resolve("conf/plugins").resolve(plugin + ".yaml");
    }

    Condition condition() throws InterruptedException {
        return service(Condition.class);
    }

    /** Waits until the first scan of the drop folder is worked off. */
    void settle() throws InterruptedException {
        Condition condition = condition();
        Waiting.until(
                Duration.ofSeconds(20),
                () -> condition.missing().isEmpty(),
                () -> condition.missing().orElse("settled too late"));
    }

    /** Looks past what this class loader happens to share: the tests' class path has it all. */
    private <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(context(), type.getName(), null);
        tracker.open(true);
        try {
            Object service = tracker.waitForService(10_000);
            if (service == null) {
                throw new AssertionError("no service " + type.getName());
            }
            return type.cast(service);
        } finally {
            tracker.close();
        }
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(20_000);
    }
}
