package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.config.SettingsType;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets plugins that need each other's packages resolve together: what is staged in the drop folder
 * and exports a package that another one imports is installed with it, in whatever order they came.
 * Thread-safe.
 */
final class Companions {
    private static final Logger LOG = LoggerFactory.getLogger(Companions.class);
    private static final String CHANGED =
            "its private copy in data/plugins was changed: drop it again";

    private final BundleContext context;
    private final Vault vault;
    private final Vetting vetting;
    private final Undertaker undertaker;
    private final Map<String, PluginManifest> staged = new ConcurrentHashMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<Bundle> waiting = ConcurrentHashMap.newKeySet();

    Companions(BundleContext context, Vault vault, Vetting vetting, Undertaker undertaker) {
        this.context = context;
        this.vault = vault;
        this.vetting = vetting;
        this.undertaker = undertaker;
    }

    /** A revision lies in the drop folder, let in or not. */
    void staged(String sha256, PluginManifest manifest) {
        staged.put(sha256, manifest);
    }

    /** It does not any more. */
    void gone(String sha256) {
        staged.remove(sha256);
        refused.remove(sha256);
    }

    /** Refuses a revision that is not to be trusted, or needs more than it may. */
    void vet(String sha256, PluginManifest manifest) throws Rejection {
        vetting.check(sha256);
        vetting.check(manifest);
    }

    /** Refuses a revision that takes secrets and may not. */
    void vet(PluginManifest manifest, List<Offering> offerings, Optional<SettingsType> settings)
            throws Rejection {
        vetting.check(manifest, offerings, settings);
    }

    /** Installs a revision, or takes over the bundle that was installed for others. */
    Bundle install(String sha256) throws IOException, BundleException, Rejection {
        String location = Trial.LOCATION + sha256;
        Bundle there = context.getBundle(location);
        if (there != null && waiting.remove(there)) {
            return there;
        }
        Optional<Bundle> installed = Optional.empty();
        for (int n = 2; installed.isEmpty(); n++) {
            if (context.getBundle(location) == null) {
                installed = install(location, sha256);
            }
            location = Trial.LOCATION + sha256 + ":" + n;
        }
        return installed.get();
    }

    /**
     * What is installed is what was judged: the content that has this SHA-256.
     *
     * @return empty if somebody else was faster: what is at that location already is handed out by
     *     the framework without a look at the content
     */
    private Optional<Bundle> install(String location, String sha256)
            throws IOException, BundleException, Rejection {
        if (Files.size(vault.path(sha256)) == 0) {
            throw new Rejection(CHANGED);
        }
        Bundle bundle;
        String installed;
        try (DigestInputStream in = Vault.digesting(vault.path(sha256))) {
            bundle = context.installBundle(location, in);
            installed = Vault.digest(in);
        }
        if (installed.equals(Vault.OF_NOTHING)) {
            return Optional.empty();
        }
        if (!installed.equals(sha256)) {
            undertaker.discard(bundle);
            throw new Rejection(CHANGED);
        }
        return Optional.of(bundle);
    }

    /**
     * Installs what else is staged, may come in, and exports what a revision imports, and so on.
     */
    void join(PluginManifest manifest) throws IOException, BundleException {
        for (String sha : needed(manifest)) {
            String location = Trial.LOCATION + sha;
            PluginManifest other = staged.get(sha);
            if (other != null && context.getBundle(location) == null && vault.has(sha)) {
                try {
                    refused.add(sha);
                    vet(sha, other);
                    refused.remove(sha);
                    install(location, sha).ifPresent(waiting::add);
                } catch (Rejection e) {
                    LOG.debug("{} is not installed for another one: {}", sha, e.getMessage());
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

    /** The versions of a package that plugins in the drop folder export, and may. */
    List<Version> versions(String name) {
        return staged.entrySet().stream()
                .filter(s -> !refused.contains(s.getKey()))
                .flatMap(s -> s.getValue().exports().stream())
                .filter(e -> e.name().equals(name))
                .map(PluginManifest.Export::version)
                .sorted()
                .toList();
    }
}
