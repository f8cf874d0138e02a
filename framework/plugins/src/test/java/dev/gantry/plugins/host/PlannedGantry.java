package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Frames;
import dev.gantry.plugins.catalog.Instances;
import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.gate.ServiceUsers;
import dev.gantry.plugins.leak.LeakSettings;
import dev.gantry.plugins.leak.LeakWatch;
import dev.gantry.plugins.trust.TrustFolder;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.StoredPolicy;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A framework in which plugins are in service and files are planned. */
final class PlannedGantry implements AutoCloseable {
    private static final String PACKAGES =
            "org.slf4j;version=2.0.20,dev.gantry.api.context;version=1.0.0,"
                    + "dev.gantry.api.detect;version=1.0.0,dev.gantry.api.schema;version=1.0.0,"
                    + "dev.gantry.api.task;version=1.0.0";

    final Path home;
    final MemoryPluginStore store = new MemoryPluginStore();
    final Folder folder = new Folder();
    private final Framework framework;
    private final LeakWatch leaks;
    private final Vault vault;
    private final Steps steps;
    private final LiveCatalog catalog;

    PlannedGantry(Path home) throws Exception {
        this.home = home;
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", home.resolve("cache").toString());
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        settings.put("gantry.home", home.toString());
        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        vault = new Vault(home.resolve("vault"));
        steps = new Steps(context());
        leaks =
                new LeakWatch(
                        new LeakSettings(Duration.ZERO, 0, home),
                        InstantSource.system(),
                        () -> true,
                        name -> Optional.empty(),
                        leak -> {},
                        gone -> {});
        catalog = new LiveCatalog(context(), store);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** A planner over what is on record now. */
    Planner planner(Duration timeout) throws Exception {
        Undertaker undertaker =
                new Undertaker(
                        context(),
                        leaks,
                        new MetricsOfPlugins(context(), new RecordedMeters()),
                        steps,
                        Duration.ofSeconds(1));
        Registry registry =
                new Registry(
                        store, new RecordedEvents(), new RecordedMeters(), InstantSource.system());
        Vetting vetting =
                new Vetting(
                        false,
                        NeedsPolicy.ANY,
                        new TrustFolder(home.resolve("trust"), null, InstantSource.system()),
                        registry,
                        vault,
                        InstantSource.system());
        return new Planner(
                new Planner.Parts(
                        context(),
                        registry,
                        vault,
                        folder,
                        new Companions(context(), vault, vetting, undertaker),
                        vetting,
                        catalog,
                        new ServiceUsers(context(), store),
                        (plugin, settings) -> Optional.empty()),
                copies(),
                timeout);
    }

    PluginPlan plan(Path jar) throws Exception {
        return planner(Duration.ofSeconds(20)).plan(jar, jar.getFileName().toString());
    }

    Path copies() {
        return home.resolve("plans");
    }

    /** Puts a plugin in service, as if its file of this name had been dropped. */
    Bundle serve(Path jar) throws Exception {
        String file = jar.getFileName().toString();
        String sha = vault.add(jar);
        PluginManifest manifest = PluginManifest.read(jar, file);
        Bundle bundle = install(Trial.LOCATION + sha, jar);
        bundle.start();
        List<Offering> offerings = OfferReader.read(bundle);
        Candidate candidate = new Candidate(sha, file, manifest, System.nanoTime());
        store.save(
                new PluginChange(
                        List.of(
                                candidate.in(
                                        RevisionState.ACTIVE,
                                        null,
                                        null,
                                        OffersJson.write(offerings, manifest.exported()))),
                        Map.of(manifest.id(), sha),
                        List.of(),
                        List.of()));
        folder.put(file, sha);
        Map<Offering, Instances> instances = new IdentityHashMap<>();
        for (Offering offering : offerings) {
            instances.put(offering, new Instances.Fresh(offering.impl().getConstructor()));
        }
        catalog.route(
                new LiveRevision(
                        new RevisionRef(manifest.id(), manifest.version().toString(), sha),
                        bundle,
                        bundle.adapt(BundleWiring.class).getClassLoader(),
                        new Frames(manifest.classes()),
                        instances,
                        null,
                        PluginMeters.NONE));
        return bundle;
    }

    void decide(StoredPolicy policy) {
        store.save(new PluginChange(List.of(), Map.of(), List.of(policy), List.of()));
    }

    Bundle install(String location, Path jar) throws Exception {
        try (var in = Files.newInputStream(jar)) {
            return context().installBundle(location, in);
        }
    }

    @Override
    public void close() throws Exception {
        leaks.close();
        steps.close();
        framework.stop();
        framework.waitForStop(20_000);
    }
}
