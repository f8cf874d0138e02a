package dev.gantry.plugins.host;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says the one deciding reason why a plugin does not resolve. */
final class Diagnosis {
    private final BundleContext context;
    private final Companions companions;

    Diagnosis(BundleContext context, Companions companions) {
        this.context = context;
        this.companions = companions;
    }

    /** Resolves one bundle, and nothing but what it needs. */
    void resolve(Bundle bundle, PluginManifest manifest) throws Rejection {
        for (PluginManifest.Import wanted : manifest.mustImport()) {
            Imports.check(wanted, offers(wanted.name()), companions.versions(wanted.name()));
        }
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(List.of(bundle))) {
            throw unresolved(bundle, wiring);
        }
        for (BundleWire wire :
                bundle.adapt(BundleWiring.class)
                        .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name =
                    (String)
                            wire.getCapability()
                                    .getAttributes()
                                    .get(PackageNamespace.PACKAGE_NAMESPACE);
            Bundle provider = wire.getProvider().getBundle();
            if (!Imports.lawful(name) && !provider.getLocation().startsWith(Trial.LOCATION)) {
                throw Imports.foreign(name, provider.getSymbolicName());
            }
        }
    }

    private Map<Version, String> offers(String name) {
        Map<Version, String> versions = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null || bundle.getLocation().startsWith(Trial.LOCATION)) {
                continue;
            }
            for (BundleCapability capability :
                    revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                Map<String, Object> attributes = capability.getAttributes();
                if (name.equals(attributes.get(PackageNamespace.PACKAGE_NAMESPACE))) {
                    versions.put(
                            (Version)
                                    attributes.getOrDefault(
                                            PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE,
                                            Version.emptyVersion),
                            bundle.getSymbolicName());
                }
            }
        }
        return versions;
    }

    private static Rejection unresolved(Bundle bundle, FrameworkWiring wiring) {
        String raw = raw(bundle);
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            Map<String, String> directives = requirement.getDirectives();
            String namespace = requirement.getNamespace();
            if ("optional".equals(directives.get("resolution"))
                    || "active".equals(directives.get("effective"))
                    || namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)
                    || !wiring.findProviders(requirement).isEmpty()) {
                continue;
            }
            String filter = directives.get("filter");
            if (namespace.equals("osgi.ee")) {
                return new Rejection(
                        "it needs another Java "
                                + filter
                                + ", this is Java "
                                + Runtime.version().feature()
                                + ": build it with release "
                                + Runtime.version().feature()
                                + " or lower",
                        raw);
            }
            return unoffered(namespace, filter, raw);
        }
        return new Rejection("it does not resolve: " + raw, raw);
    }

    static Rejection unoffered(String namespace, String filter, String raw) {
        return new Rejection(
                "it needs the capability "
                        + namespace
                        + " "
                        + filter
                        + ", which nobody offers: remove the requirement from its manifest",
                raw);
    }

    /** What the framework says; a bundle that is only looked at is not started for that. */
    private static String raw(Bundle bundle) {
        try {
            if (bundle.getLocation().startsWith(Glance.LOCATION)) {
                bundle.loadClass("-");
                return "it resolved at the second try";
            }
            bundle.start(Bundle.START_TRANSIENT);
            return "it resolved at the second try";
        } catch (ClassNotFoundException e) {
            return e.getCause() == null
                    ? "it resolved at the second try"
                    : e.getCause().getMessage();
        } catch (BundleException e) {
            return e.getMessage();
        }
    }
}
