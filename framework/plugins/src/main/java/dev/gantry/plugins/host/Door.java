package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.catalog.Terms;
import dev.gantry.plugins.gate.Gate;
import dev.gantry.plugins.gate.GateResult;
import dev.gantry.spi.store.StoredRevision;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets a resolved plugin through to its start, or not. Thread-safe. */
final class Door {
    private final Registry registry;
    private final Gate gate;

    Door(Registry registry, Gate gate) {
        this.registry = registry;
        this.gate = gate;
    }

    /**
     * Lets in what fits the version in service, or what an operator lets in although it does not.
     *
     * @return how it fits, with the refusal that was overridden; empty if nothing else is in
     *     service
     */
    Optional<GateResult> pass(
            PluginManifest manifest, String sha256, List<Offering> offerings, boolean override)
            throws Rejection {
        Optional<StoredRevision> inService = inService(manifest.id(), sha256);
        if (inService.isEmpty()) {
            return Optional.empty();
        }
        GateResult result = judge(inService.get(), terms(manifest, offerings));
        if (result.refusal().isPresent() && !override) {
            throw refused(inService.get(), result);
        }
        return Optional.of(result);
    }

    /** The revision that another one would take new work from. */
    Optional<StoredRevision> inService(String plugin, String sha256) {
        return registry.get(registry.route(plugin)).filter(r -> !r.sha256().equals(sha256));
    }

    GateResult judge(StoredRevision inService, Terms next) {
        return gate.judge(terms(inService), next);
    }

    static Terms terms(StoredRevision revision) {
        return OffersJson.terms(revision);
    }

    /** A refusal, which is worth another try once the version in service is gone. */
    static Rejection refused(StoredRevision inService, GateResult result) {
        return new Rejection(
                result.refusal().orElseThrow(),
                result.detail(),
                Set.of(Wants.free(inService.plugin(), inService.version())));
    }

    static Terms terms(PluginManifest manifest, List<Offering> offerings) {
        return Terms.of(manifest.version(), offerings, manifest.exports());
    }
}
