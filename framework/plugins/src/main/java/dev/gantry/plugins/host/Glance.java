package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.config.SettingsType;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a plugin in the framework, under a location of its own: it is resolved, read and
 * uninstalled. It is not started, none of its code is loaded, and nobody else is wired to it. One
 * look at a time.
 */
final class Glance {
    /** What the locations of plugins that are only looked at begin with. */
    static final String LOCATION = Trial.LOCATION + "plan:";

    private static final Logger LOG = LoggerFactory.getLogger(Glance.class);

    private final BundleContext context;
    private final Companions companions;
    private final Diagnosis diagnosis;

    Glance(BundleContext context, Companions companions) {
        this.context = context;
        this.companions = companions;
        this.diagnosis = new Diagnosis(context, companions);
    }

    /** What there is to see of a plugin: what it offers, and which settings it has. */
    record Sight(List<Offering> offerings, Optional<SettingsType> settings) {}

    /** Looks at a plugin. */
    Sight look(Path jar, String sha256, PluginManifest manifest) throws Rejection {
        ServiceRegistration<ResolverHookFactory> hook =
                context.registerService(ResolverHookFactory.class, t -> new Apart(), null);
        try {
            Bundle bundle = install(jar, LOCATION + sha256);
            try {
                companions.join(manifest);
                diagnosis.resolve(bundle, manifest);
                Husks husks = new Husks(bundle, manifest);
                List<Offering> offerings = OfferReader.read(bundle, husks::loadClass);
                return new Sight(offerings, SettingsReader.read(bundle, husks::loadClass));
            } finally {
                remove(bundle);
                companions.part(manifest);
            }
        } catch (IOException | BundleException e) {
            throw new Rejection("it failed to start: " + e, Failures.trace(e));
        } finally {
            hook.unregister();
        }
    }

    private Bundle install(Path jar, String location) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar)) {
            return context.installBundle(location, in);
        }
    }

    private void remove(Bundle bundle) {
        try {
            bundle.uninstall();
            FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
            if (wiring.getDependencyClosure(List.of(bundle)).size() == 1) {
                wiring.refreshBundles(List.of(bundle));
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} cannot be uninstalled: {}", bundle, e.getMessage(), e);
        }
    }

    /** Offers what such a bundle has to itself alone. */
    private static final class Apart implements ResolverHook {

        @Override
        public void filterMatches(
                BundleRequirement requirement, Collection<BundleCapability> candidates) {
            Bundle asking = requirement.getRevision().getBundle();
            candidates.removeIf(
                    c -> {
                        Bundle offering = c.getRevision().getBundle();
                        return offering != asking && offering.getLocation().startsWith(LOCATION);
                    });
        }

        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {}

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisions) {
            if (singleton.getRevision().getBundle().getLocation().startsWith(LOCATION)) {
                collisions.clear();
            } else {
                collisions.removeIf(
                        c -> c.getRevision().getBundle().getLocation().startsWith(LOCATION));
            }
        }

        @Override
        public void end() {}
    }
}
