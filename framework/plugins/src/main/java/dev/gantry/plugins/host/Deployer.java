package dev.gantry.plugins.host;

import dev.gantry.plugins.canary.CanaryWatch;
import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Decides which revision of a plugin takes new work, and moves it there. All its decisions are made
 * on one thread; what calls into a plugin is done elsewhere ({@link Trial}, {@link Undertaker}) and
 * comes back here with its outcome.
 */
final class Deployer {
    private final Registry registry;
    private final LiveCatalog catalog;
    private final Living live;
    private final Keeping keeping;
    private final Trial trial;
    private final Trial.Gatekeeper gatekeeper;
    private final Undertaker undertaker;
    private final Retirement retirement;
    private final Steps steps;
    private final Departures departures;
    private final Canaries canaries;
    private final Vetting vetting;
    private final Executor thread;
    private final Lanes lanes;
    private final Map<String, String> overridden = new ConcurrentHashMap<>();
    final Wants wants = new Wants();
    private final Meters.Timer swaps;

    /** What a deployer works with. */
    record Parts(
            Registry registry,
            LiveCatalog catalog,
            Living live,
            Keeping keeping,
            Trial trial,
            Trial.Gatekeeper gatekeeper,
            Undertaker undertaker,
            Retirement retirement,
            Steps steps,
            CanaryWatch watch,
            Vetting vetting,
            Meters.Timer swaps) {}

    Deployer(Parts parts, Executor thread) {
        this.registry = parts.registry();
        this.catalog = parts.catalog();
        this.live = parts.live();
        this.keeping = parts.keeping();
        this.trial = parts.trial();
        this.gatekeeper = parts.gatekeeper();
        this.undertaker = parts.undertaker();
        this.retirement = parts.retirement();
        this.steps = parts.steps();
        this.vetting = parts.vetting();
        this.swaps = parts.swaps();
        this.thread = thread;
        this.lanes = new Lanes(thread);
        this.departures = new Departures(registry, catalog, live, keeping, retirement, steps, this);
        this.canaries = new Canaries(registry, catalog, live, keeping, parts.watch(), this);
    }

    Departures departures() {
        return departures;
    }

    Canaries canaries() {
        return canaries;
    }

    Executor thread() {
        return thread;
    }

    Lanes lanes() {
        return lanes;
    }

    /** Tries candidates of one plugin in order until one is active. Within the plugin's lane. */
    CompletableFuture<Boolean> attempt(List<Candidate> candidates, Terms terms) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        Candidate first = candidates.getFirst();
        List<Candidate> rest = candidates.subList(1, candidates.size());
        String sha = first.sha256();
        Optional<String> held = held(first);
        if (held.isPresent()) {
            hold(first, held.get());
            return attempt(rest, terms);
        }
        if (sha.equals(registry.route(first.plugin())) && live.has(sha)) {
            standBy(rest, first.version());
            return CompletableFuture.completedFuture(true);
        }
        Optional<Rejection> conflict = keeping.conflict(first);
        if (conflict.isPresent()) {
            reject(first, conflict.get());
            return attempt(rest, terms);
        }
        LiveRevision there = live.get(sha);
        boolean onTrial =
                canaries.under(first.plugin()).filter(r -> r.sha256().equals(sha)).isPresent();
        Optional<Rejection> refused = there == null ? Optional.empty() : vetting.refused(sha);
        if (refused.isPresent()) {
            canaries.refused(first, refused.get());
            reject(first, refused.get());
            return attempt(rest, terms);
        }
        if (there != null && (onTrial || retirement.undo(there))) {
            serve(first, there, terms);
            standBy(rest, first.version());
            return CompletableFuture.completedFuture(true);
        }
        boolean known =
                registry.get(sha).filter(r -> !Registry.is(r, RevisionState.RETIRED)).isPresent();
        if (!known) {
            registry.show(first.in(RevisionState.STAGED, null, null, vetting.declared(first)));
        }
        return trial.start(sha, first.manifest(), gate(first, terms))
                .handleAsync(
                        (revision, failure) -> judge(first, rest, terms, revision, failure), thread)
                .thenCompose(Function.identity());
    }

    private Trial.Gatekeeper gate(Candidate candidate, Terms terms) {
        if (terms.override()) {
            return (revision, manifest, offerings) -> {
                try {
                    gatekeeper.judge(revision, manifest, offerings);
                } catch (Rejection e) {
                    overridden.put(candidate.sha256(), e.getMessage());
                }
            };
        }
        return terms.gated() && !candidate.sha256().equals(registry.route(candidate.plugin()))
                ? gatekeeper
                : (revision, manifest, offerings) -> {};
    }

    private CompletableFuture<Boolean> judge(
            Candidate candidate,
            List<Candidate> rest,
            Terms terms,
            LiveRevision revision,
            Throwable failure) {
        Optional<Rejection> refused = refused(candidate.sha256(), revision, failure);
        if (refused.isPresent()) {
            reject(candidate, refused.get());
            return attempt(rest, terms);
        }
        if (!keeping.wished(candidate.file())) {
            undertaker.discard(revision);
            registry.get(candidate.sha256())
                    .ifPresent(r -> registry.forget(r, Folder.deleted(candidate.file())));
            return attempt(rest, terms);
        }
        try {
            for (Offering offering : revision.offerings()) {
                trial.taken(offering, candidate.plugin());
            }
        } catch (Rejection e) {
            undertaker.discard(revision);
            reject(candidate, e);
            return attempt(rest, terms);
        }
        try {
            serve(candidate, revision, terms);
        } catch (RuntimeException e) {
            undertaker.discard(revision);
            throw e;
        }
        standBy(rest, candidate.version());
        return CompletableFuture.completedFuture(true);
    }

    /**
     * Why a revision that was started may not be served: it failed, or the trust folder would not
     * let it in any more; it is gone then.
     */
    Optional<Rejection> refused(String sha, LiveRevision started, Throwable failure) {
        if (failure != null) {
            return Optional.of(Rejection.of(failure));
        }
        Optional<Rejection> refused = vetting.refused(sha);
        refused.ifPresent(r -> undertaker.discard(started));
        return refused;
    }

    /** Why a revision may not work now, by an operator's decision. */
    private Optional<String> held(Candidate candidate) {
        String plugin = candidate.plugin();
        StoredPolicy policy = registry.policy(plugin);
        if (!policy.enabled()) {
            return Optional.of(
                    "the plugin was disabled by an operator: gantry plugin enable " + plugin);
        }
        if (policy.pin() != null && !policy.pin().equals(candidate.sha256())) {
            String version =
                    registry.get(policy.pin()).map(StoredRevision::version).orElse("another one");
            return Optional.of(
                    "the plugin is pinned to version "
                            + version
                            + " by an operator: gantry plugin unpin "
                            + plugin
                            + ", or activate this version");
        }
        return Optional.empty();
    }

    private void hold(Candidate candidate, String why) {
        boolean serves =
                registry.get(candidate.sha256())
                        .filter(r -> Registry.is(r, RevisionState.DRAINING))
                        .isPresent();
        if (!serves) {
            registry.save(
                    candidate.in(RevisionState.STAGED, why, null, vetting.declared(candidate)));
        }
        if (registry.route(candidate.plugin()) == null) {
            catalog.withdraw(candidate.plugin(), why);
        }
    }

    private void serve(Candidate candidate, LiveRevision revision, Terms terms) {
        if (terms.canary() == null
                || Canaries.obstacle(registry, live, candidate.plugin()).isPresent()) {
            route(candidate, revision, terms);
        } else {
            canaries.start(candidate, revision, terms.canary(), terms.by());
        }
    }

    /** All new work of a plugin goes to a revision from now on. */
    void route(Candidate candidate, LiveRevision revision, Terms terms) {
        String plugin = candidate.plugin();
        String sha = candidate.sha256();
        StoredRevision before = registry.get(registry.route(plugin)).orElse(null);
        LiveRevision old = before == null ? null : live.get(before.sha256());
        boolean beside = before != null && keeping.beside(candidate, before);
        boolean replaces = before != null && !before.sha256().equals(sha) && !beside;
        StoredRevision active =
                candidate.in(RevisionState.ACTIVE, null, null, offers(candidate, revision));
        Registry.Change change = registry.change(terms.by()).revision(active).route(plugin, sha);
        if (replaces && (old != null || Registry.is(before, RevisionState.ACTIVE))) {
            change.revision(
                    departures.leaving(before, old, "replaced by version " + candidate.version()));
        }
        // after a restart the route is as it was, and so is a canary beside it
        boolean moves = !sha.equals(registry.route(plugin));
        StoredPolicy policy = registry.policy(plugin);
        if (moves) {
            policy = policy.withCanary(null);
        }
        change.policy(replaces ? policy.withPrevious(before.sha256()) : policy);
        Optional<StoredRevision> trial =
                canaries.under(plugin).filter(r -> moves && !r.sha256().equals(sha));
        trial.ifPresent(
                r ->
                        change.revision(
                                departures.leaving(
                                        r, live.get(r.sha256()), "another version was activated")));
        String broken = overridden.remove(sha);
        if (broken != null) {
            change.note(plugin, before, "overridden", "the gate said: " + broken);
        }
        registry.get(sha)
                .filter(r -> Registry.is(r, RevisionState.QUARANTINED))
                .ifPresent(r -> change.note(plugin, r, "overridden", "quarantined: " + r.reason()));
        noteSigner(change, active);
        steps.at(DeployStep.ROUTING, revision.ref());
        change.save(
                () -> {
                    live.put(revision);
                    catalog.route(revision);
                    if (moves) {
                        canaries.over(plugin);
                    }
                });
        steps.at(DeployStep.ROUTED, revision.ref());
        wants.remove(sha);
        swaps.record(Duration.ofNanos(System.nanoTime() - candidate.seen()));
        trial.map(r -> live.get(r.sha256())).ifPresent(departures::drain);
        if (old != null && replaces) {
            departures.drain(old);
            departures.freed(old, Set.of());
        }
        Set<String> offered = new HashSet<>();
        candidate.manifest().exports().forEach(e -> offered.add(Wants.packageOf(e.name())));
        retry(offered);
        keeping.prune(plugin);
    }

    /** What a revision offers and needs, and who signed it, for the record. */
    String offers(Candidate candidate, LiveRevision revision) {
        return vetting.accepted(
                OffersJson.needing(
                        OffersJson.write(revision.offerings(), candidate.manifest().exported()),
                        candidate.manifest().needs()),
                candidate.sha256());
    }

    /** Adds to a plugin's history who signed a revision, when it is let in first. */
    void noteSigner(Registry.Change change, StoredRevision revision) {
        vetting.news(revision.sha256())
                .ifPresent(by -> change.note(revision.plugin(), revision, "signed", by));
    }

    /** What is not chosen waits, unless it was rejected. */
    private void standBy(List<Candidate> rest, String active) {
        for (Candidate candidate : rest) {
            Optional<StoredRevision> known = registry.get(candidate.sha256());
            Optional<String> held = held(candidate);
            if (held.isPresent()) {
                hold(candidate, held.get());
                continue;
            }
            String why = "version " + active + " is active: activate this one to use it instead";
            if (known.isEmpty() || Registry.is(known.get(), RevisionState.STAGED)) {
                Optional<Rejection> conflict = keeping.conflict(candidate);
                if (conflict.isPresent()) {
                    reject(candidate, conflict.get());
                } else {
                    registry.save(
                            candidate.in(
                                    RevisionState.RETIRED, why, null, vetting.declared(candidate)));
                }
            } else if (Registry.is(known.get(), RevisionState.ACTIVE)
                    && !live.has(candidate.sha256())) {
                registry.save(Registry.in(known.get(), RevisionState.RETIRED, why, null));
            }
        }
    }

    /** Writes that a revision is not let in. */
    void reject(Candidate candidate, Rejection rejection) {
        String offers =
                registry.get(candidate.sha256())
                        .map(StoredRevision::offers)
                        .orElseGet(() -> vetting.declared(candidate));
        registry.change(Registry.GANTRY)
                .revision(
                        candidate.in(
                                RevisionState.REJECTED,
                                rejection.getMessage(),
                                rejection.detail(),
                                offers))
                .afterwards(() -> trial.recheck(candidate.plugin()))
                .save(() -> wants.put(candidate.sha256(), rejection.waitsFor()));
        if (!live.has(registry.route(candidate.plugin()))) {
            catalog.withdraw(
                    candidate.plugin(),
                    "version " + candidate.version() + " was rejected: " + rejection.getMessage());
        }
    }

    /** Services came; called on any thread. */
    void came(Set<String> services) {
        if (!wants.none()) {
            Set<String> keys = new HashSet<>();
            services.forEach(s -> keys.add(Wants.service(s)));
            if (!wants.waitingFor(keys).isEmpty()) {
                thread.execute(() -> retry(keys));
            }
        }
    }

    /** Tries again those rejected revisions that waited for this. */
    void retry(Set<String> came) {
        for (String sha : wants.waitingFor(came)) {
            registry.get(sha)
                    .filter(r -> Registry.is(r, RevisionState.REJECTED) && keeping.holds(r))
                    .filter(r -> wants.again(sha, came))
                    .flatMap(keeping::candidate)
                    .ifPresent(
                            c -> lanes.enter(c.plugin(), () -> attempt(List.of(c), Terms.DROPPED)));
        }
    }
}
