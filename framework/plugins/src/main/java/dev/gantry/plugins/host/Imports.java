package dev.gantry.plugins.host;

import org.osgi.framework.Version;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks what a plugin imports against what there is. */
final class Imports {
    private static final Set<String> JDK =
            ModuleLayer.boot().modules().stream()
                    .filter(module -> module.getDescriptor() != null)
                    .flatMap(module -> module.getDescriptor().exports().stream())
                    .filter(exports -> !exports.isQualified())
                    .map(java.lang.module.ModuleDescriptor.Exports::source)
                    .collect(Collectors.toUnmodifiableSet());

    private Imports() {}

    /** Whether plugins may import a package from Gantry. */
    static boolean lawful(String name) {
        return name.startsWith("dev.gantry.api.")
                || name.startsWith("org.osgi.")
                || name.equals("org.slf4j")
                || name.startsWith("org.slf4j.")
                || jdk(name);
    }

    static boolean jdk(String name) {
        return JDK.contains(name);
    }

    /**
     * Refuses what nobody offers.
     *
     * @param offers versions of the package that Gantry has, with the bundles that they are of
     * @param plugins versions of the package that other plugins offer
     */
    static void check(
            PluginManifest.Import wanted, Map<Version, String> offers, List<Version> plugins)
            throws Rejection {
        if (plugins.stream().anyMatch(wanted.range()::includes)) {
            return;
        }
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
                            + told(plugins)
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
            throw new Rejection(
                    need
                            + ", this Gantry offers "
                            + told(offers.keySet())
                            + ": "
                            + (wanted.name().startsWith("dev.gantry.api.")
                                    ? "build it against the gantry-api of this Gantry"
                                    : "build it against that version, or pack the library that"
                                            + " has it inside the JAR"));
        }
    }

    static Rejection foreign(String name, String owner) {
        return new Rejection(
                "it imports package "
                        + name
                        + " of "
                        + owner
                        + ", which is not for plugins: pack the library that has it inside the"
                        + " JAR");
    }

    private static String told(Collection<Version> versions) {
        return versions.stream().map(Version::toString).collect(Collectors.joining(", "));
    }
}
