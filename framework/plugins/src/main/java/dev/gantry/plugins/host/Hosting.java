package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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
    private final ScheduledExecutorService thread;
    private final Registry registry;
    private final Undertaker undertaker;
    private final Living live;
    private final Deployer deployer;
    private final DropFolder drops;
    private final PluginView view;
    private final Operations operations;
    private final Decisions decisions;
    private final Steps steps;
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
            @Reference LiveCatalog catalog)
            throws IOException {
        this.context = context;
        Limits limits = Limits.read(context);
        removeLeftovers(context);
        Path bundles = limits.home().resolve("bundles");
        Vault vault = new Vault(limits.home().resolve("data").resolve("plugins"));
        InstantSource clock = InstantSource.system();
        this.registry = new Registry(store, events, meters, clock);
        LeakWatch leaks = new LeakWatch();
        this.steps = new Steps(context);
        this.undertaker = new Undertaker(context, leaks, steps, limits.stop());
        this.thread = deployerThread();
        this.live = new Living();
        Folder folder = new Folder();
        Companions companions = new Companions(context, vault, undertaker);
        Keeping keeping = new Keeping(registry, vault, folder, companions, store, limits.kept());
        Trial trial =
                new Trial(
                        context,
                        companions,
                        steps,
                        new Components(components, context),
                        catalog,
                        undertaker,
                        limits.start());
        Retirement retirement =
                new Retirement(
                        store,
                        registry,
                        catalog,
                        undertaker,
                        steps,
                        new Retirement.Clocked(
                                clock,
                                new Retirement.Limits(limits.drain(), limits.force()),
                                thread));
        Meters.Timer swaps =
                meters.timer(
                        "gantry_plugin_swap_seconds",
                        "From a plugin's file being complete to new work going to it");
        this.deployer =
                new Deployer(
                        new Deployer.Parts(
                                registry,
                                catalog,
                                live,
                                keeping,
                                trial,
                                (revision, manifest, offerings) -> {},
                                undertaker,
                                retirement,
                                steps,
                                swaps),
                        thread);
        Offences offences =
                new Offences(registry, store, deployer, limits.tolerance(), clock, thread);
        Comeback comeback =
                new Comeback(
                        registry,
                        store,
                        catalog,
                        live,
                        keeping,
                        trial,
                        new Comeback.Work(retirement, deployer, thread));
        this.drops =
                new DropFolder(
                        new DropFolder.Parts(
                                registry, vault, folder, keeping, companions, live, steps),
                        deployer,
                        comeback,
                        thread);
        this.view = new PluginView(registry, live, retirement);
        this.decisions = new Decisions(registry, catalog, keeping, deployer);
        this.operations =
                new Operations(
                        new Operations.Places(bundles, registry, folder, view),
                        deployer,
                        drops,
                        decisions,
                        thread);
        this.leakGauge =
                meters.gauge(
                        "gantry_plugin_leaked_loaders",
                        "Class loaders of retired plugins that something still holds",
                        leaks::leaked);
        this.services = this::onService;
        context.addServiceListener(services);
        thread.scheduleWithFixedDelay(() -> thread.execute(deployer::tick), 1, 1, TimeUnit.SECONDS);
        this.inbox = new Inbox(bundles, clock, drops);
        catalog.open(comeback, offences);
    }

    /** One thread; what comes after the end is dropped. */
    private static ScheduledExecutorService deployerThread() {
        ScheduledThreadPoolExecutor one =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("gantry-deployer").factory(),
                        new ThreadPoolExecutor.DiscardPolicy()) {
                    @Override
                    public void execute(Runnable work) {
                        super.execute(() -> guarded(work));
                    }
                };
        one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return one;
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a drop went wrong", e);
            throw e;
        }
    }

    /** The settings of this part. */
    private record Limits(
            Path home,
            Duration start,
            Duration stop,
            Duration drain,
            Duration force,
            int kept,
            Offences.Tolerance tolerance) {

        static Limits read(BundleContext context) {
            Settings settings = new Settings(context::getProperty);
            try {
                return new Limits(
                        settings.home(),
                        settings.duration("gantry.plugins.start.timeout", Duration.ofSeconds(30)),
                        settings.duration("gantry.plugins.stop.timeout", Duration.ofSeconds(10)),
                        settings.duration("gantry.plugins.drain.timeout", Duration.ofMinutes(5)),
                        settings.duration("gantry.plugins.force.timeout", Duration.ofSeconds(15)),
                        (int) settings.number("gantry.plugins.kept", 5, 0, 1000),
                        new Offences.Tolerance(
                                (int) settings.number("gantry.plugins.poison.limit", 3, 1, 1000),
                                settings.duration(
                                        "gantry.plugins.poison.window", Duration.ofMinutes(10))));
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
        undertaker.stopAll(live.all());
        steps.close();
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
        return operations.upload(filename, content, Terms.of(by, true, override, null));
    }

    @Override
    public PluginPlan plan(String filename, InputStream content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo activate(
            String id, String version, CanarySpec canary, boolean override, String by) {
        return operations.activate(id, version, Terms.of(by, true, override, canary));
    }

    @Override
    public PluginInfo rollBack(String id, String by) {
        return operations.decide(id, () -> decisions.rollBack(id, by));
    }

    @Override
    public PluginInfo promote(String id, String by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginInfo pin(String id, String version, String by) {
        return operations.pin(id, version, by);
    }

    @Override
    public PluginInfo unpin(String id, String by) {
        return operations.decide(id, () -> decisions.unpin(id, by));
    }

    @Override
    public PluginInfo disable(String id, String by) {
        return operations.decide(id, () -> decisions.disable(id, by));
    }

    @Override
    public PluginInfo enable(String id, String by) {
        return operations.decide(id, () -> decisions.enable(id, by));
    }

    @Override
    public PluginInfo limit(String id, int attempts, String by) {
        return operations.decide(id, () -> decisions.limit(id, attempts, by));
    }

    @Override
    public PluginInfo force(String id, String version, String by) {
        return operations.force(id, version, by);
    }

    @Override
    public PluginInfo delete(String id, String version) {
        return operations.delete(id, version);
    }

    @Override
    public List<PluginNote> history(String id, long before, int limit) {
        return registry.history(id, before, limit).stream()
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
