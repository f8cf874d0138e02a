package dev.gantry.plugins.host;

import dev.gantry.plugins.canary.CanaryWatch;
import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.config.Configurations;
import dev.gantry.plugins.gate.Gate;
import dev.gantry.plugins.gate.ServiceUsers;
import dev.gantry.plugins.inbox.Inbox;
import dev.gantry.plugins.leak.Leak;
import dev.gantry.plugins.leak.LeakWatch;
import dev.gantry.plugins.leak.Owners;
import dev.gantry.plugins.trust.TrustFolder;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.PluginStore;

import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Makes the parts that host plugins, connects them, and takes them apart again. */
final class House implements AutoCloseable {
    private final BundleContext context;
    private final DeployerThread thread = new DeployerThread();
    private final Registry registry;
    private final MetricsOfPlugins metrics;
    private final Undertaker undertaker;
    private final Living live;
    private final Deployer deployer;
    private final DropFolder drops;
    private final PluginView view;
    private final Planner planner;
    private final Operations operations;
    private final Decisions decisions;
    private final Steps steps;
    private final Inbox inbox;
    private final ExitWatch exits;
    private final LeakWatch leaks;
    private final CanaryWatch canaries;
    private final ServiceRegistration<EventListener> listening;
    private final AutoCloseable leakGauge;
    private final AllServiceListener services;

    /** What there is already. */
    record Outside(
            BundleContext context,
            PluginStore store,
            Events events,
            Meters meters,
            ServiceComponentRuntime components,
            LiveCatalog catalog,
            Configurations configurations) {}

    /** Starts to watch the drop folder. */
    House(Outside outside, Limits limits) throws IOException {
        this.context = outside.context();
        PluginStore store = outside.store();
        Meters meters = outside.meters();
        LiveCatalog catalog = outside.catalog();
        Configurations configurations = outside.configurations();
        Path bundles = limits.home().resolve("bundles");
        Vault vault = new Vault(limits.home().resolve("data").resolve("plugins"));
        InstantSource clock = InstantSource.system();
        this.registry = new Registry(store, outside.events(), meters, clock);
        this.leaks =
                new LeakWatch(
                        limits.leaks(),
                        clock,
                        this::busy,
                        new Owners(context),
                        this::leaked,
                        this::freed);
        this.steps = new Steps(context);
        this.metrics = new MetricsOfPlugins(context, meters);
        this.undertaker = new Undertaker(context, leaks, metrics, steps, limits.stop());
        this.live = new Living();
        Folder folder = new Folder();
        TrustFolder trusted =
                new TrustFolder(
                        limits.home().resolve("conf").resolve("trust"),
                        limits.trust().password(),
                        clock);
        Vetting vetting =
                new Vetting(
                        limits.trust().signedOnly(),
                        limits.trust().needs(),
                        trusted,
                        registry,
                        vault,
                        clock);
        Companions companions = new Companions(context, vault, vetting, undertaker);
        Keeping keeping = new Keeping(registry, vault, folder, companions, store, limits.kept());
        ServiceUsers users = new ServiceUsers(context, store);
        this.planner =
                new Planner(
                        new Planner.Parts(
                                context,
                                registry,
                                vault,
                                folder,
                                companions,
                                vetting,
                                catalog,
                                users,
                                configurations::misfit),
                        limits.home().resolve("data").resolve("plans"),
                        limits.start());
        Trial trial =
                new Trial(
                        context,
                        companions,
                        steps,
                        new Trial.Surroundings(
                                new Components(outside.components(), context),
                                configurations,
                                metrics),
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
        this.canaries = new CanaryWatch(meters, clock);
        this.listening = context.registerService(EventListener.class, canaries, null);
        Meters.Timer swaps =
                meters.timer(
                        "gantry_plugin_swap_seconds",
                        "From a version's whole file being taken, or its kept copy read, to new work"
                                + " going to it");
        this.deployer =
                new Deployer(
                        new Deployer.Parts(
                                registry,
                                catalog,
                                live,
                                keeping,
                                trial,
                                new Door(registry, folder, new Gate(users)),
                                undertaker,
                                retirement,
                                steps,
                                canaries,
                                vetting,
                                swaps),
                        thread);
        Quarantine quarantine = new Quarantine(registry, keeping, catalog, deployer);
        Offences offences =
                new Offences(registry, store, quarantine, limits.tolerance(), clock, thread);
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
        this.view = new PluginView(registry, live, retirement, leaks, canaries, vetting);
        this.decisions = new Decisions(registry, catalog, keeping, deployer);
        this.operations =
                new Operations(
                        new Operations.Places(bundles, registry, folder, live, view),
                        deployer,
                        drops,
                        decisions,
                        thread);
        this.leakGauge =
                meters.gauge(
                        "gantry_plugin_leaked_loaders",
                        "Class loaders of retired plugins that something still holds",
                        () -> leaks.leaks().size());
        LastEnd lastEnd = new LastEnd(limits.home(), vault);
        lastEnd.charges(catalog.interrupted(), catalog.suspects())
                .forEach(c -> offences.charge(c.sha256(), c.detail(), c.proven()));
        this.exits = new ExitWatch(lastEnd.exitNote(), live);
        configurations.serve(new HostedPlugins(registry, deployer, thread));
        drops.settled().thenRun(() -> configurations.nameOrphans(registry.plugins()));
        this.services = this::onService;
        context.addServiceListener(services);
        thread.every(1000, deployer.departures()::tick);
        thread.every(200, deployer.canaries()::tick);
        TrustWatch trust =
                new TrustWatch(trusted, vetting, registry, live, quarantine, deployer, thread);
        drops.settled().thenRun(() -> thread.every(1000, trust::tick));
        this.inbox = new Inbox(bundles, clock, drops);
        catalog.open(comeback, offences);
    }

    private void leaked(Leak leak) {
        note(leak.revision(), "leaked", leak.sentence());
    }

    private void freed(RevisionRef revision) {
        note(revision, "collected", "its classes are not held any more");
    }

    private void note(RevisionRef revision, String what, String text) {
        thread.execute(
                () ->
                        registry.change(Registry.GANTRY)
                                .note(
                                        revision.plugin(),
                                        registry.get(revision.sha256()).orElse(null),
                                        what,
                                        text)
                                .save(() -> {}));
    }

    /** Whether somebody waits for a plugin; asked before the deployer is there as well. */
    private boolean busy() {
        Deployer now = deployer;
        return now == null || !now.lanes().busy().isEmpty();
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

    /** Why it is not ready, in one sentence; empty when it is. */
    Optional<String> missing() {
        if (drops.settled().isDone()) {
            return Optional.empty();
        }
        Set<String> busy = deployer.lanes().busy();
        return Optional.of(
                "the drop folder is still being worked off"
                        + (busy.isEmpty() ? "" : ": " + String.join(", ", busy)));
    }

    Registry registry() {
        return registry;
    }

    Deployer deployer() {
        return deployer;
    }

    Planner planner() {
        return planner;
    }

    PluginView view() {
        return view;
    }

    Operations operations() {
        return operations;
    }

    Decisions decisions() {
        return decisions;
    }

    /** Stops the plugins; what is on record stays as it is. */
    @Override
    public void close() throws Exception {
        inbox.close();
        context.removeServiceListener(services);
        thread.shutdown();
        undertaker.stopAll(live.all());
        steps.close();
        exits.close();
        listening.unregister();
        canaries.close();
        leakGauge.close();
        leaks.close();
        metrics.close();
        registry.close();
    }
}
