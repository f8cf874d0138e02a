package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.catalog.Promises;
import dev.gantry.plugins.gate.Gate;
import dev.gantry.plugins.gate.GateResult;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.StoredRevision;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets a resolved plugin through to its start if it fits what is in service. Thread-safe. */
final class Door implements Trial.Gatekeeper {
    private final Registry registry;
    private final Folder folder;
    private final Gate gate;

    Door(Registry registry, Folder folder, Gate gate) {
        this.registry = registry;
        this.folder = folder;
        this.gate = gate;
    }

    @Override
    public void judge(RevisionRef revision, PluginManifest manifest, List<Offering> offerings)
            throws Rejection {
        Optional<StoredRevision> inService = inService(manifest, revision.sha256(), null);
        if (inService.isPresent()) {
            GateResult result = compare(inService.get(), manifest, offerings);
            if (result.refusal().isPresent()) {
                throw refused(inService.get(), result);
            }
        }
    }

    /**
     * The revision that another one would take the place of; empty if none is in service, or if
     * that is a library which stays beside.
     *
     * @param file the file whose content would be replaced, or {@code null}
     */
    Optional<StoredRevision> inService(PluginManifest manifest, String sha256, String file) {
        return registry.get(registry.route(manifest.id()))
                .filter(r -> !r.sha256().equals(sha256))
                .filter(
                        r ->
                                !manifest.library()
                                        || folder.filesOf(r.sha256()).stream()
                                                .allMatch(f -> f.equals(file)));
    }

    GateResult compare(
            StoredRevision inService, PluginManifest manifest, List<Offering> offerings) {
        return gate.judge(promises(inService), promises(manifest, offerings));
    }

    static Promises promises(StoredRevision revision) {
        return OffersJson.promises(revision);
    }

    static Promises promises(PluginManifest manifest, List<Offering> offerings) {
        return Promises.of(manifest.version(), offerings, manifest.exported());
    }

    /** A refusal, which is worth another try once the version in service is gone. */
    private static Rejection refused(StoredRevision inService, GateResult result) {
        return new Rejection(
                result.refusal().orElseThrow(),
                result.detail(),
                Set.of(Wants.free(inService.plugin(), inService.version())));
    }
}
