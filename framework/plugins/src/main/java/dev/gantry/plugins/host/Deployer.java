package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Decides which revision of a plugin takes new work, and moves it there. All its decisions are made
 * on one thread; what calls into a plugin is done elsewhere ({@link Trial}, {@link Undertaker}) and
 * comes back here with its outcome.
 */
final class Deployer {
    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private final Registry registry;
    private final LiveCatalog catalog;
    private final Vault vault;
    private final Folder folder;
    private final Trial trial;
    private final Undertaker undertaker;
    private final Executor thread;
    private final Lanes lanes;
    private final VersionRule versions;
    final Wants wants = new Wants();
    private final Meters.Timer swaps;
    private final Map<String, LiveRevision> live = new ConcurrentHashMap<>();

    /** What a deployer works with. */
    record Parts(
            Registry registry,
            LiveCatalog catalog,
            Vault vault,
            Folder folder,
            Trial trial,
            Undertaker undertaker,
            Meters.Timer swaps) {}

    Deployer(Parts parts, Executor thread) {
        this.registry = parts.registry();
        this.catalog = parts.catalog();
        this.vault = parts.vault();
        this.folder = parts.folder();
        this.trial = parts.trial();
        this.undertaker = parts.undertaker();
        this.swaps = parts.swaps();
        this.thread = thread;
        this.lanes = new Lanes(thread);
        this.versions = new VersionRule(registry, vault, folder);
    }

    Lanes lanes() {
        return lanes;
    }

    Collection<LiveRevision> living() {
        return List.copyOf(live.values());
    }

    /** The live revision with this content, or {@code null}. */
    LiveRevision living(String sha256) {
        return live.get(sha256);
    }

    /** Tries candidates of one plugin in order until one is active. Within the plugin's lane. */
    CompletableFuture<Boolean> attempt(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        Candidate first = candidates.getFirst();
        List<Candidate> rest = candidates.subList(1, candidates.size());
        if (first.sha256().equals(registry.route(first.plugin()))
                && live.containsKey(first.sha256())) {
            standBy(rest, first.version());
            return CompletableFuture.completedFuture(true);
        }
        Optional<Rejection> conflict = versions.conflict(first);
        if (conflict.isPresent()) {
            reject(first, conflict.get());
            return attempt(rest);
        }
        boolean known =
                registry.get(first.sha256())
                        .filter(r -> !Registry.is(r, RevisionState.RETIRED))
                        .isPresent();
        if (!known) {
            registry.show(first.in(RevisionState.STAGED, null, null, first.declared()));
        }
        return trial.start(first.sha256(), first.manifest())
                .handleAsync((revision, failure) -> judge(first, rest, revision, failure), thread)
                .thenCompose(Function.identity());
    }

    private CompletableFuture<Boolean> judge(
            Candidate candidate, List<Candidate> rest, LiveRevision revision, Throwable failure) {
        if (failure != null) {
            reject(candidate, rejection(failure));
            return attempt(rest);
        }
        if (!folder.has(candidate.file())) {
            undertaker.retire(revision, fault -> {});
            registry.get(candidate.sha256())
                    .ifPresent(r -> registry.forget(r, Folder.deleted(candidate.file())));
            return attempt(rest);
        }
        try {
            for (Offering offering : revision.offerings()) {
                trial.taken(offering, candidate.plugin());
            }
        } catch (Rejection e) {
            undertaker.retire(revision, fault -> {});
            reject(candidate, e);
            return attempt(rest);
        }
        try {
            route(candidate, revision);
        } catch (RuntimeException e) {
            undertaker.retire(revision, fault -> {});
            throw e;
        }
        standBy(rest, candidate.version());
        return CompletableFuture.completedFuture(true);
    }

    private static Rejection rejection(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Rejection rejection
                ? rejection
                : new Rejection("it failed to start: " + cause, Failures.trace(cause));
    }

    private void route(Candidate candidate, LiveRevision revision) {
        String plugin = candidate.plugin();
        String oldSha = registry.route(plugin);
        LiveRevision old = oldSha == null ? null : live.get(oldSha);
        List<StoredRevision> next = new ArrayList<>();
        next.add(
                candidate.in(
                        RevisionState.ACTIVE, null, null, OffersJson.write(revision.offerings())));
        registry.get(oldSha)
                .filter(r -> !r.sha256().equals(candidate.sha256()))
                .filter(r -> old != null || Registry.is(r, RevisionState.ACTIVE))
                .ifPresent(
                        r ->
                                next.add(
                                        leaving(
                                                r,
                                                old,
                                                "replaced by version " + candidate.version())));
        registry.save(
                next,
                Map.of(plugin, candidate.sha256()),
                () -> {
                    live.put(candidate.sha256(), revision);
                    catalog.route(revision);
                });
        wants.remove(candidate.sha256());
        swaps.record(Duration.ofNanos(System.nanoTime() - candidate.seen()));
        if (old != null) {
            bury(old);
            freed(old, Set.of());
        }
    }

    private StoredRevision leaving(StoredRevision r, LiveRevision revision, String reason) {
        RevisionState state = revision == null ? RevisionState.RETIRED : RevisionState.DRAINING;
        return Registry.in(r, state, folder.holds(r) ? reason : Folder.deleted(r.file()), null);
    }

    /** What is not chosen waits, unless it was rejected. */
    private void standBy(List<Candidate> rest, String active) {
        for (Candidate candidate : rest) {
            Optional<StoredRevision> known = registry.get(candidate.sha256());
            String why = "version " + active + " is active: activate this one to use it instead";
            if (known.isEmpty() || Registry.is(known.get(), RevisionState.STAGED)) {
                Optional<Rejection> conflict = versions.conflict(candidate);
                if (conflict.isPresent()) {
                    reject(candidate, conflict.get());
                } else {
                    registry.save(
                            candidate.in(RevisionState.RETIRED, why, null, candidate.declared()));
                }
            } else if (Registry.is(known.get(), RevisionState.ACTIVE)
                    && !live.containsKey(candidate.sha256())) {
                registry.save(Registry.in(known.get(), RevisionState.RETIRED, why, null));
            }
        }
    }

    /** Writes that a revision is not let in. */
    void reject(Candidate candidate, Rejection rejection) {
        String offers =
                registry.get(candidate.sha256())
                        .map(StoredRevision::offers)
                        .orElseGet(() -> candidate.declared());
        registry.save(
                candidate.in(
                        RevisionState.REJECTED,
                        rejection.getMessage(),
                        rejection.detail(),
                        offers));
        wants.put(candidate.sha256(), rejection.waitsFor());
        trial.recheck(candidate.plugin());
        String active = registry.route(candidate.plugin());
        if (active == null || !live.containsKey(active)) {
            catalog.withdraw(
                    candidate.plugin(),
                    "version " + candidate.version() + " was rejected: " + rejection.getMessage());
        }
    }

    /** Writes that a file is no plugin at all. */
    void rejectFile(String sha256, String file, Rejection rejection) {
        registry.save(
                new StoredRevision(
                        sha256,
                        file,
                        file,
                        null,
                        file,
                        Registry.text(RevisionState.REJECTED),
                        rejection.getMessage(),
                        rejection.detail(),
                        "[]",
                        0));
    }

    /** A revision is no longer wished for: it goes, at once or after its work. */
    void withdraw(StoredRevision revision) {
        String why = Folder.deleted(revision.file());
        if (Registry.is(revision, RevisionState.REJECTED)) {
            wants.remove(revision.sha256());
            registry.forget(revision, why);
            dropCopy(revision.sha256());
        } else if (Registry.is(revision, RevisionState.ACTIVE)) {
            lanes.enter(revision.plugin(), () -> replace(revision, why));
        } else if (Registry.is(revision, RevisionState.RETIRED)) {
            registry.save(Registry.in(revision, RevisionState.RETIRED, why, null));
            dropCopy(revision.sha256());
            freed(revision);
        }
    }

    private CompletableFuture<Boolean> replace(StoredRevision revision, String why) {
        if (!revision.sha256().equals(registry.route(revision.plugin()))) {
            return CompletableFuture.completedFuture(false);
        }
        return attempt(standing(revision.plugin()))
                .thenApplyAsync(
                        replaced -> {
                            if (!replaced) {
                                unroute(revision, why);
                            } else if (!live.containsKey(revision.sha256())) {
                                dropCopy(revision.sha256());
                            }
                            return replaced;
                        },
                        thread);
    }

    /** The versions of a plugin that wait in the folder, the highest first. */
    private List<Candidate> standing(String plugin) {
        return registry.of(plugin).stream()
                .filter(r -> Registry.is(r, RevisionState.RETIRED))
                .filter(r -> !folder.filesOf(r.sha256()).isEmpty())
                .map(this::candidate)
                .flatMap(Optional::stream)
                .sorted(Candidate.HIGHEST_FIRST)
                .toList();
    }

    /** A revision on record whose copy is kept; empty if it cannot be read any more. */
    Optional<Candidate> candidate(StoredRevision r) {
        if (r.version() == null || !vault.has(r.sha256())) {
            return Optional.empty();
        }
        try {
            PluginManifest manifest = PluginManifest.read(vault.path(r.sha256()), r.file());
            return Optional.of(new Candidate(r.sha256(), r.file(), manifest, System.nanoTime()));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    private void unroute(StoredRevision revision, String why) {
        LiveRevision old = live.get(revision.sha256());
        registry.save(
                List.of(leaving(revision, old, why)),
                Map.of(revision.plugin(), ""),
                () -> catalog.withdraw(revision.plugin(), why));
        if (old == null) {
            dropCopy(revision.sha256());
        } else {
            bury(old);
            freed(old, Set.of(Wants.free(revision.plugin(), revision.version())));
        }
    }

    private void bury(LiveRevision revision) {
        undertaker.retire(
                revision, fault -> thread.execute(() -> buried(revision, fault.orElse(null))));
    }

    private void buried(LiveRevision revision, String fault) {
        String sha = revision.ref().sha256();
        live.remove(sha, revision);
        StoredRevision record = registry.get(sha).orElse(null);
        if (record == null || !Registry.is(record, RevisionState.DRAINING)) {
            if (fault != null) {
                LOG.warn("{}: {}", revision.ref(), fault);
            }
            return;
        }
        if (fault != null) {
            registry.save(Registry.in(record, RevisionState.QUARANTINED, fault, null));
        } else {
            registry.save(Registry.in(record, RevisionState.RETIRED, record.reason(), null));
            boolean succeeded =
                    registry.of(record.plugin()).stream()
                            .anyMatch(
                                    r ->
                                            !r.sha256().equals(sha)
                                                    && r.version().equals(record.version())
                                                    && Registry.is(r, RevisionState.ACTIVE));
            if (succeeded) {
                registry.erase(sha);
                dropCopy(sha);
                return;
            }
        }
        if (!folder.holds(record)) {
            dropCopy(sha);
            freed(record);
        }
    }

    void dropCopy(String sha256) {
        try {
            vault.remove(sha256);
        } catch (IOException e) {
            LOG.warn("the private copy {} cannot be deleted: {}", sha256, e.getMessage());
        }
    }

    private void freed(StoredRevision gone) {
        if (gone.version() != null) {
            retry(Set.of(Wants.free(gone.plugin(), gone.version())));
        }
    }

    private void freed(LiveRevision gone, Set<String> more) {
        Set<String> freed = new HashSet<>(more);
        gone.offerings().forEach(o -> freed.add(Wants.free(o)));
        retry(freed);
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
                    .filter(r -> Registry.is(r, RevisionState.REJECTED) && folder.holds(r))
                    .flatMap(this::candidate)
                    .ifPresent(c -> lanes.enter(c.plugin(), () -> attempt(List.of(c))));
        }
    }
}
