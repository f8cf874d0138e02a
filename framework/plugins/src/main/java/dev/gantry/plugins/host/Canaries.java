package dev.gantry.plugins.host;

import dev.gantry.plugins.canary.Canary;
import dev.gantry.plugins.canary.CanaryHost;
import dev.gantry.plugins.canary.CanaryWatch;
import dev.gantry.plugins.canary.Split;
import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Carries out what is decided of versions on trial. On the deployer's thread. */
final class Canaries implements CanaryHost {
    private final Registry registry;
    private final LiveCatalog catalog;
    private final Living live;
    private final Keeping keeping;
    private final CanaryWatch watch;
    private final Deployer deployer;
    private String by = Registry.GANTRY;

    Canaries(
            Registry registry,
            LiveCatalog catalog,
            Living live,
            Keeping keeping,
            CanaryWatch watch,
            Deployer deployer) {
        this.registry = registry;
        this.catalog = catalog;
        this.live = live;
        this.keeping = keeping;
        this.watch = watch;
        this.deployer = deployer;
    }

    /** The revision of a plugin that is on trial; empty if there is none. */
    Optional<StoredRevision> under(String plugin) {
        return registry.policy(plugin).canary() == null
                ? Optional.empty()
                : registry.of(plugin).stream()
                        .filter(r -> Registry.is(r, RevisionState.CANARY))
                        .findFirst();
    }

    /** Why a plugin can have no canary now; empty if it can. */
    static Optional<String> obstacle(Registry registry, Living live, String plugin) {
        return live.has(registry.route(plugin))
                ? Optional.empty()
                : Optional.of(
                        "no version of "
                                + plugin
                                + " is in service to compare a canary with: activate it without"
                                + " one");
    }

    /** A revision that was started takes its first share of new work. */
    void start(Candidate candidate, LiveRevision revision, CanarySpec spec, String who) {
        LiveRevision control = live.get(registry.route(candidate.plugin()));
        under(candidate.plugin())
                .ifPresent(r -> end(r, "another version is on trial instead", who, "rolled-back"));
        StoredRevision record =
                candidate.in(
                        RevisionState.CANARY, null, null, deployer.offers(candidate, revision));
        Registry.Change change = registry.change(who).revision(record);
        deployer.noteSigner(change, record);
        change.save(() -> live.put(revision));
        by = who;
        try {
            watch.start(new Canary(revision.ref(), control.ref(), spec), this);
        } finally {
            by = Registry.GANTRY;
        }
    }

    /** After a restart: a revision on trial goes on where it was. */
    CompletableFuture<Boolean> resume(Trial trial, StoredRevision record) {
        Optional<Candidate> candidate = keeping.candidate(record);
        if (candidate.isEmpty() || obstacle(registry, live, record.plugin()).isPresent()) {
            end(record, "it could not go on after a restart", Registry.GANTRY, "rolled-back");
            return CompletableFuture.completedFuture(false);
        }
        return trial.start(
                        record.sha256(),
                        candidate.get().manifest(),
                        (revision, manifest, offerings) -> {})
                .handleAsync(
                        (revision, failure) -> resumed(record, revision, failure),
                        deployer.thread());
    }

    private boolean resumed(StoredRevision record, LiveRevision revision, Throwable failure) {
        Optional<Rejection> refused = deployer.refused(record.sha256(), revision, failure);
        if (refused.isPresent()) {
            String why = refused.get().getMessage();
            end(record, "it did not start again: " + why, Registry.GANTRY, "rolled-back");
            return false;
        }
        live.put(revision);
        try {
            watch.resume(record.plugin(), registry.policy(record.plugin()).canary(), this);
            return true;
        } catch (IllegalArgumentException e) {
            end(record, e.getMessage(), Registry.GANTRY, "rolled-back");
            return false;
        }
    }

    @Override
    public void step(Canary canary, Split split, String state, String text) {
        String plugin = canary.plugin();
        LiveRevision revision = live.get(canary.canary().sha256());
        StoredRevision record = registry.get(canary.canary().sha256()).orElseThrow();
        registry.change(by)
                .policy(registry.policy(plugin).withCanary(state))
                .note(plugin, record, "canary", text)
                .save(() -> catalog.split(revision, split::takes));
    }

    @Override
    public void promote(Canary canary, String text) {
        under(canary.plugin()).ifPresent(r -> promote(r, text, Registry.GANTRY));
    }

    @Override
    public void rollBack(Canary canary, String text) {
        under(canary.plugin()).ifPresent(r -> end(r, text, Registry.GANTRY, "rolled-back"));
    }

    @Override
    public void stuck(Canary canary, String text) {
        under(canary.plugin())
                .ifPresent(
                        r ->
                                registry.change(Registry.GANTRY)
                                        .note(canary.plugin(), r, "canary", text)
                                        .save(() -> {}));
    }

    /** A person gives all new work to the canary. */
    CompletableFuture<Boolean> promote(String plugin, String who) {
        StoredRevision record =
                under(plugin)
                        .orElseThrow(
                                () ->
                                        new GantryException(
                                                Code.CONFLICT,
                                                "no version of " + plugin + " is on trial"));
        promote(record, "promoted by " + who, who);
        return CompletableFuture.completedFuture(true);
    }

    private void promote(StoredRevision record, String text, String who) {
        LiveRevision revision = live.get(record.sha256());
        Candidate candidate = keeping.candidate(record).orElse(null);
        if (revision == null || candidate == null) {
            end(record, "its private copy is gone", who, "rolled-back");
            return;
        }
        registry.change(who).note(record.plugin(), record, "promoted", text).save(() -> {});
        deployer.route(candidate, revision, Terms.of(who, false, false, null));
    }

    /** A trial ends without success: its work goes back to the version in service. */
    void end(StoredRevision record, String text, String who, String what) {
        String plugin = record.plugin();
        LiveRevision revision = live.get(record.sha256());
        StoredPolicy policy = registry.policy(plugin).withCanary(null);
        registry.change(who)
                .policy(policy)
                .revision(
                        Registry.is(record, RevisionState.CANARY)
                                ? Registry.in(
                                        record,
                                        revision == null
                                                ? RevisionState.RETIRED
                                                : RevisionState.DRAINING,
                                        text,
                                        null)
                                : record)
                .note(plugin, record, what, text)
                .save(() -> over(plugin));
        if (revision != null) {
            deployer.departures().drain(revision);
        } else {
            catalog.changed(plugin);
        }
    }

    /** A revision may not be served any more: its trial ends, if it is on one. */
    void refused(Candidate candidate, Rejection why) {
        under(candidate.plugin())
                .filter(r -> r.sha256().equals(candidate.sha256()))
                .ifPresent(r -> end(r, why.getMessage(), Registry.GANTRY, "rolled-back"));
    }

    /** No work is split any more. */
    void over(String plugin) {
        catalog.unsplit(plugin);
        watch.end(plugin);
    }

    /** Looks at all trials; several times a second. */
    void tick() {
        watch.tick(this);
    }
}
