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
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks what a plugin imports, and says the one deciding reason why it does not resolve. */
final class Diagnosis {
    private static final Set<String> JDK =
            ModuleLayer.boot().modules().stream()
                    .filter(module -> module.getDescriptor() != null)
                    .flatMap(module -> module.getDescriptor().exports().stream())
                    .filter(exports -> !exports.isQualified())
                    .map(java.lang.module.ModuleDescriptor.Exports::source)
                    .collect(Collectors.toUnmodifiableSet());

    private final BundleContext context;
    private final Companions companions;

    Diagnosis(BundleContext context, Companions companions) {
        this.context = context;
        this.companions = companions;
    }

    /** Resolves one bundle, and nothing but what it needs. */
    void resolve(Bundle bundle, PluginManifest manifest) throws Rejection {
        for (PluginManifest.Import wanted : manifest.imports()) {
            boolean own =
                    manifest.exports().stream()
                            .anyMatch(
                                    e ->
                                            e.name().equals(wanted.name())
                                                    && wanted.range().includes(e.version()));
            if (!wanted.optional() && !own) {
                check(wanted);
            }
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
            if (!lawful(name) && !provider.getLocation().startsWith(Trial.LOCATION)) {
                throw foreign(name, provider);
            }
        }
    }

    private static boolean lawful(String name) {
        return name.startsWith("dev.gantry.api.")
                || name.startsWith("org.osgi.")
                || name.equals("org.slf4j")
                || name.startsWith("org.slf4j.")
                || JDK.contains(name);
    }

    private void check(PluginManifest.Import wanted) throws Rejection {
        List<Version> plugins = companions.versions(wanted.name());
        if (plugins.stream().anyMatch(wanted.range()::includes)) {
            return;
        }
        Map<Version, Bundle> offers = offers(wanted.name());
        Set<String> waitsFor = Set.of(Wants.packageOf(wanted.name()));
        String need = "it needs package " + wanted.name() + " " + wanted.range();
        if (offers.keySet().stream().anyMatch(wanted.range()::includes)) {
            if (!lawful(wanted.name())) {
                throw foreign(wanted.name(), offers.values().iterator().next());
            }
        } else if (!plugins.isEmpty()) {
            throw new Rejection(
                    need
                            + ", the plugins here offer "
                            + plugins.stream()
                                    .map(Version::toString)
                                    .collect(Collectors.joining(", "))
                            + ": drop the version of the plugin that has it, or build it against"
                            + " that one",
                    null,
                    waitsFor);
        } else if (offers.isEmpty()) {
            throw new Rejection(
                    need + ", which nobody offers: pack the library that has it inside the JAR",
                    null,
                    waitsFor);
        } else {
            String versions =
                    offers.keySet().stream()
                            .map(Version::toString)
                            .collect(Collectors.joining(", "));
            throw new Rejection(
                    need
                            + ", this Gantry offers "
                            + versions
                            + ": "
                            + (wanted.name().startsWith("dev.gantry.api.")
                                    ? "build it against the gantry-api of this Gantry"
                                    : "build it against that version, or pack the library that"
                                            + " has it inside the JAR"));
        }
    }

    private static Rejection foreign(String name, Bundle owner) {
        return new Rejection(
                "it imports package "
                        + name
                        + " of "
                        + owner.getSymbolicName()
                        + ", which is not for plugins: pack the library that has it inside the"
                        + " JAR");
    }

    private Map<Version, Bundle> offers(String name) {
        Map<Version, Bundle> versions = new TreeMap<>();
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
                            bundle);
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
            return new Rejection(
                    "it needs the capability "
                            + namespace
                            + " "
                            + filter
                            + ", which nobody offers: remove the requirement from its manifest",
                    raw);
        }
        return new Rejection("it does not resolve: " + raw, raw);
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
