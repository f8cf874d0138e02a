package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a person decides about a plugin, carried out in the plugin's lane on the deployer's thread.
 * Each decision is on disk before it takes effect.
 */
final class Decisions {
    private final Registry registry;
    private final LiveCatalog catalog;
    private final Keeping keeping;
    private final Deployer deployer;

    Decisions(Registry registry, LiveCatalog catalog, Keeping keeping, Deployer deployer) {
        this.registry = registry;
        this.catalog = catalog;
        this.keeping = keeping;
        this.deployer = deployer;
    }

    /** A revision stays in service, whatever is dropped; it is put in service if it is not. */
    CompletableFuture<Boolean> pin(StoredRevision revision, String by) {
        String plugin = revision.plugin();
        decide(
                registry.policy(plugin).withPin(revision.sha256()),
                revision,
                "pinned",
                "to version " + revision.version(),
                by);
        if (revision.sha256().equals(registry.route(plugin))) {
            return done();
        }
        Candidate candidate = kept(revision);
        return deployer.attempt(List.of(candidate), Terms.of(by, false, false, null));
    }

    /** The newest version that was held back comes in. */
    CompletableFuture<Boolean> unpin(String plugin, String by) {
        if (registry.policy(plugin).pin() == null) {
            throw new GantryException(Code.CONFLICT, plugin + " is not pinned");
        }
        decide(registry.policy(plugin).withPin(null), null, "unpinned", null, by);
        return deployer.attempt(heldBack(plugin), Terms.DROPPED);
    }

    /** Nothing of a plugin takes work any more. */
    CompletableFuture<Boolean> disable(String plugin, String by) {
        StoredPolicy policy = registry.policy(plugin);
        if (!policy.enabled()) {
            return done();
        }
        StoredRevision active = registry.get(registry.route(plugin)).orElse(null);
        if (active != null) {
            policy = policy.withPrevious(active.sha256());
        }
        decide(policy.withEnabled(false), active, "disabled", null, by);
        if (active != null) {
            deployer.departures()
                    .unroute(
                            active,
                            "the plugin was disabled by an operator: gantry plugin enable "
                                    + plugin);
        }
        return done();
    }

    /** The version that was in service comes back, or a newer one that was held back. */
    CompletableFuture<Boolean> enable(String plugin, String by) {
        StoredPolicy policy = registry.policy(plugin);
        if (policy.enabled()) {
            return done();
        }
        decide(policy.withEnabled(true), null, "enabled", null, by);
        List<Candidate> candidates = new ArrayList<>(heldBack(plugin));
        registry.get(policy.previous()).flatMap(keeping::candidate).ifPresent(candidates::add);
        candidates.addAll(keeping.standing(plugin));
        return deployer.attempt(candidates, Terms.BACK);
    }

    /** So many pieces of work at one time; 0 for no limit. */
    CompletableFuture<Boolean> limit(String plugin, int attempts, String by) {
        decide(
                registry.policy(plugin).withLimit(attempts),
                null,
                "limited",
                attempts == 0 ? "to no limit" : "to " + attempts + " at one time",
                by);
        return done();
    }

    /** New work goes back to the version that was in service before. */
    CompletableFuture<Boolean> rollBack(String plugin, String by) {
        Optional<StoredRevision> trial = deployer.canaries().under(plugin);
        if (trial.isPresent()) {
            deployer.canaries().end(trial.get(), "rolled back by " + by, by, "rolled-back");
            return done();
        }
        String active = registry.route(plugin);
        Candidate before =
                keeping.fallbacks(plugin).stream()
                        .filter(c -> !c.sha256().equals(active))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new GantryException(
                                                Code.CONFLICT,
                                                "no earlier version of "
                                                        + plugin
                                                        + " is kept: drop its file again"));
        movePin(plugin, before.sha256(), by);
        registry.change(by)
                .note(
                        plugin,
                        registry.get(active).orElse(null),
                        "rolled-back",
                        "to version " + before.version())
                .save(() -> {});
        return deployer.attempt(List.of(before), Terms.of(by, false, false, null));
    }

    /** A pin goes where the operator sends the work. */
    void movePin(String plugin, String sha256, String by) {
        StoredPolicy policy = registry.policy(plugin);
        if (policy.pin() != null && !policy.pin().equals(sha256)) {
            StoredRevision to = registry.get(sha256).orElse(null);
            decide(policy.withPin(sha256), to, "pinned", "the pin moved along", by);
        }
    }

    private void decide(
            StoredPolicy next, StoredRevision about, String what, String text, String by) {
        registry.change(by)
                .policy(next)
                .note(next.plugin(), about, what, text)
                .save(() -> catalog.decided(next));
    }

    private List<Candidate> heldBack(String plugin) {
        return keeping.standing(plugin).stream()
                .filter(
                        c ->
                                registry.get(c.sha256())
                                        .filter(r -> Registry.is(r, RevisionState.STAGED))
                                        .isPresent())
                .toList();
    }

    /** A revision that can still be put in service. */
    Candidate kept(StoredRevision record) {
        return keeping.candidate(record)
                .filter(c -> keeping.holds(record))
                .orElseThrow(
                        () ->
                                new GantryException(
                                        Code.REFUSED,
                                        record.plugin()
                                                + " "
                                                + record.version()
                                                + " is no longer kept: drop its file again"));
    }

    private static CompletableFuture<Boolean> done() {
        return CompletableFuture.completedFuture(true);
    }
}
