package dev.gantry.plugins.host;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets plugins that need each other's packages resolve together: what is staged in the drop folder
 * and exports a package that another one imports is installed with it, in whatever order they came.
 * Thread-safe.
 */
final class Companions {
    private final BundleContext context;
    private final Vault vault;
    private final Undertaker undertaker;
    private final Map<String, PluginManifest> staged = new ConcurrentHashMap<>();
    private final Set<Bundle> waiting = ConcurrentHashMap.newKeySet();

    Companions(BundleContext context, Vault vault, Undertaker undertaker) {
        this.context = context;
        this.vault = vault;
        this.undertaker = undertaker;
    }

    /** A revision lies in the drop folder, let in or not. */
    void staged(String sha256, PluginManifest manifest) {
        staged.put(sha256, manifest);
    }

    /** It does not any more. */
    void gone(String sha256) {
        staged.remove(sha256);
    }

    /** Installs a revision, or takes over the bundle that was installed for others. */
    Bundle install(String sha256) throws IOException, BundleException {
        String location = Trial.LOCATION + sha256;
        Bundle there = context.getBundle(location);
        if (there != null && waiting.remove(there)) {
            return there;
        }
        for (int n = 2; context.getBundle(location) != null; n++) {
            location = Trial.LOCATION + sha256 + ":" + n;
        }
        try (InputStream in = Files.newInputStream(vault.path(sha256))) {
            return context.installBundle(location, in);
        }
    }

    /** Installs what else is staged and exports what a revision imports, and so on. */
    void join(PluginManifest manifest) throws IOException, BundleException {
        for (String sha : needed(manifest)) {
            String location = Trial.LOCATION + sha;
            if (context.getBundle(location) == null && vault.has(sha)) {
                try (InputStream in = Files.newInputStream(vault.path(sha))) {
                    waiting.add(context.installBundle(location, in));
                }
            }
        }
    }

    /** The revision was not let in: what was installed for it alone goes as well. */
    void part(PluginManifest manifest) {
        for (String sha : needed(manifest)) {
            Bundle bundle = context.getBundle(Trial.LOCATION + sha);
            if (bundle != null && waiting.remove(bundle)) {
                undertaker.discard(bundle);
            }
        }
    }

    private Set<String> needed(PluginManifest manifest) {
        Set<String> found = new HashSet<>();
        needed(manifest, found);
        return found;
    }

    private void needed(PluginManifest manifest, Set<String> found) {
        for (PluginManifest.Import wanted : manifest.imports()) {
            if (exports(manifest.exports(), wanted.name(), wanted.range())) {
                continue;
            }
            staged.forEach(
                    (sha, other) -> {
                        if (other != manifest
                                && exports(other.exports(), wanted.name(), wanted.range())
                                && found.add(sha)) {
                            needed(other, found);
                        }
                    });
        }
    }

    private static boolean exports(
            List<PluginManifest.Export> exports, String name, VersionRange range) {
        return exports.stream().anyMatch(e -> e.name().equals(name) && range.includes(e.version()));
    }

    /** The versions of a package that plugins in the drop folder export. */
    List<Version> versions(String name) {
        return staged.values().stream()
                .flatMap(m -> m.exports().stream())
                .filter(e -> e.name().equals(name))
                .map(PluginManifest.Export::version)
                .sorted()
                .toList();
    }
}
