package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.config.Configurations;
import dev.gantry.plugins.inbox.Inbox;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.store.PluginStore;

import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hosts plugins: what lies in the drop folder is deployed, what leaves it is drained and removed.
 * Thread-safe. No lock is held while plugin code runs.
 */
@Component(
        service = {Plugins.class, Condition.class},
        immediate = true)
public final class Hosting implements Plugins, Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Hosting.class);

    private final BundleContext context;
    private final ExecutorService thread;
    private final Registry registry;
    private final Undertaker undertaker;
    private final Deployer deployer;
    private final DropFolder drops;
    private final PluginView view;
    private final Operations operations;
    private final Inbox inbox;
    private final AutoCloseable leakGauge;
    private final AllServiceListener services;

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
        this.context = context;
        Limits limits = Limits.read(context);
        removeLeftovers(context);
        Path bundles = limits.home().resolve("bundles");
        Vault vault = new Vault(limits.home().resolve("data").resolve("plugins"));
        InstantSource clock = InstantSource.system();
        this.registry = new Registry(store, events, meters, clock);
        LeakWatch leaks = new LeakWatch();
        this.undertaker = new Undertaker(context, leaks, limits.drain(), limits.stop());
        this.thread = deployerThread();
        Folder folder = new Folder();
        Trial trial =
                new Trial(
                        context,
                        vault,
                        new Components(components, context),
                        catalog,
                        configurations,
                        undertaker,
                        limits.start());
        Meters.Timer swaps =
                meters.timer(
                        "gantry_plugin_swap_seconds",
                        "From a plugin's file being complete to new work going to it");
        this.deployer =
                new Deployer(
                        new Deployer.Parts(
                                registry, catalog, vault, folder, trial, undertaker, swaps),
                        thread);
        this.drops = new DropFolder(registry, vault, folder, deployer, thread);
        this.view = new PluginView(registry, deployer);
        this.operations = new Operations(bundles, registry, folder, deployer, drops, view, thread);
        this.leakGauge =
                meters.gauge(
                        "gantry_plugin_leaked_loaders",
                        "Class loaders of retired plugins that something still holds",
                        leaks::leaked);
        configurations.serve(new HostedPlugins(registry, deployer, thread));
        drops.settled().thenRun(() -> configurations.nameOrphans(registry.plugins()));
        this.services = this::onService;
        context.addServiceListener(services);
        this.inbox = new Inbox(bundles, clock, drops);
    }

    /** One thread; what comes after the end is dropped. */
    private static ExecutorService deployerThread() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("gantry-deployer")
                        .uncaughtExceptionHandler((t, e) -> LOG.error("a drop went wrong", e))
                        .factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** The settings of this part. */
    private record Limits(Path home, Duration start, Duration stop, Duration drain) {

        static Limits read(BundleContext context) {
            Settings settings = new Settings(context::getProperty);
            try {
                return new Limits(
                        settings.home(),
                        settings.duration("gantry.plugins.start.timeout", Duration.ofSeconds(30)),
                        settings.duration("gantry.plugins.stop.timeout", Duration.ofSeconds(10)),
                        settings.duration("gantry.plugins.drain.timeout", Duration.ofSeconds(30)));
            } catch (IllegalArgumentException e) {
                Hashtable<String, Object> reason = new Hashtable<>();
                reason.put(StartupFailure.REASON, e.getMessage());
                context.registerService(StartupFailure.class, new StartupFailure() {}, reason);
                throw e;
            }
        }
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

    private void onService(ServiceEvent event) {
        if (event.getType() == ServiceEvent.REGISTERED) {
            deployer.came(
                    Set.of(
                            (String[])
                                    event.getServiceReference()
                                            .getProperty(Constants.OBJECTCLASS)));
        }
    }

    /** Stops the plugins; what is on record stays as it is. */
    @Deactivate
    public void stop() throws Exception {
        inbox.close();
        context.removeServiceListener(services);
        thread.shutdown();
        undertaker.stopAll(deployer.living());
        leakGauge.close();
        registry.close();
    }

    @Override
    public String name() {
        return "plugins";
    }

    @Override
    public Optional<String> missing() {
        if (drops.settled().isDone()) {
            return Optional.empty();
        }
        Set<String> busy = deployer.lanes().busy();
        return Optional.of(
                "the drop folder is still being worked off"
                        + (busy.isEmpty() ? "" : ": " + String.join(", ", busy)));
    }

    @Override
    public List<PluginInfo> list() {
        return view.list();
    }

    @Override
    public Optional<PluginInfo> find(String idOrFile) {
        return view.find(idOrFile);
    }

    @Override
    public PluginInfo upload(String filename, InputStream content, boolean override, String by) {
        return operations.upload(filename, content);
    }

    @Override
    public PluginInfo activate(
            String id, String version, CanarySpec canary, boolean override, String by) {
        return operations.activate(id, version);
    }

    @Override
    public PluginInfo delete(String id, String version) {
        return operations.delete(id, version);
    }

    @Override
    public PluginPlan plan(String filename, InputStream content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo rollBack(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo promote(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo pin(String id, String version, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo unpin(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo disable(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo enable(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo limit(String id, int attempts, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo force(String id, String version, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PluginNote> history(String id, long before, int limit) {
        throw new UnsupportedOperationException();
    }
}
