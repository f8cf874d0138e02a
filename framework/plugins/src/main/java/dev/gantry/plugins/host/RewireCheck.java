package dev.gantry.plugins.host;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keeps plugins from being wired to Gantry's own bundles: those are whatever is not installed as a
 * plugin. Changes nothing; thread-safe.
 */
final class RewireCheck {
    private static final String REMEDY = ": rename the package or stop exporting it";

    private final BundleContext context;

    RewireCheck(BundleContext context) {
        this.context = context;
    }

    /** Refuses a plugin that would, or whose replacement would, wire one of Gantry's bundles. */
    void check(PluginManifest manifest) throws Rejection {
        for (Bundle bundle : context.getBundles()) {
            if (platform(bundle)) {
                Optional<String> taken =
                        imports(bundle).stream()
                                .flatMap(
                                        pattern ->
                                                manifest.exported().keySet().stream()
                                                        .filter(name -> matches(pattern, name)))
                                .findFirst();
                if (taken.isPresent()) {
                    throw new Rejection(
                            "it exports package "
                                    + taken.get()
                                    + ", which Gantry's bundle "
                                    + bundle.getSymbolicName()
                                    + " imports"
                                    + REMEDY);
                }
            }
        }
        List<Bundle> before = installed(manifest.id());
        Collection<Bundle> closure = closure(before);
        for (Bundle bundle : closure) {
            if (platform(bundle)) {
                throw new Rejection(
                        "it cannot be replaced without wiring Gantry's bundle "
                                + bundle.getSymbolicName()
                                + " anew"
                                + wired(bundle, closure)
                                + REMEDY);
            }
        }
    }

    /** The other plugins that are wired to a plugin, directly or not, with their versions. */
    List<String> rewired(String plugin) {
        return closure(installed(plugin)).stream()
                .filter(b -> !platform(b) && !plugin.equals(b.getSymbolicName()))
                .map(b -> b.getSymbolicName() + " " + b.getVersion())
                .sorted()
                .distinct()
                .toList();
    }

    private Collection<Bundle> closure(List<Bundle> of) {
        return of.isEmpty()
                ? of
                : context.getBundle(0).adapt(FrameworkWiring.class).getDependencyClosure(of);
    }

    private List<Bundle> installed(String plugin) {
        return Arrays.stream(context.getBundles())
                .filter(b -> plugin.equals(b.getSymbolicName()) && !platform(b))
                .filter(b -> !b.getLocation().startsWith(Glance.LOCATION))
                .toList();
    }

    private static boolean platform(Bundle bundle) {
        return !bundle.getLocation().startsWith(Trial.LOCATION);
    }

    /** What a bundle imports at once or later; a wish for everything is no wish for a plugin. */
    private static List<String> imports(Bundle bundle) {
        List<String> names = new ArrayList<>();
        for (String header : List.of("Import-Package", "DynamicImport-Package")) {
            Header.parse(bundle.getHeaders("").get(header)).forEach(c -> names.addAll(c.paths()));
        }
        names.removeIf("*"::equals);
        return names;
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith(".*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static String wired(Bundle bundle, Collection<Bundle> providers) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
                if (providers.contains(wire.getProvider().getBundle())
                        && !platform(wire.getProvider().getBundle())) {
                    return ", which imports package "
                            + wire.getCapability()
                                    .getAttributes()
                                    .get(PackageNamespace.PACKAGE_NAMESPACE);
                }
            }
        }
        return "";
    }
}
