package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.Recall;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Brings the very revision back that runs started on and have to stay on, from its private copy: it
 * takes no new work, and goes when they are over. Thread-safe.
 */
final class Comeback implements Recall {
    private static final Logger LOG = LoggerFactory.getLogger(Comeback.class);

    private final Registry registry;
    private final PluginStore store;
    private final LiveCatalog catalog;
    private final Living live;
    private final Keeping keeping;
    private final Trial trial;
    private final Work work;
    private final Set<String> coming = ConcurrentHashMap.newKeySet();
    private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

    /** Where and how the work is done. */
    record Work(Retirement retirement, Deployer deployer, Executor thread) {}

    Comeback(
            Registry registry,
            PluginStore store,
            LiveCatalog catalog,
            Living live,
            Keeping keeping,
            Trial trial,
            Work work) {
        this.registry = registry;
        this.store = store;
        this.catalog = catalog;
        this.live = live;
        this.keeping = keeping;
        this.trial = trial;
        this.work = work;
    }

    /** At the start: brings back what open runs need, and lets go what was on its way out. */
    void begin() {
        Set<String> needed = new HashSet<>();
        for (Map.Entry<String, Long> one : store.needed().entrySet()) {
            String[] name = one.getKey().split(" ");
            RevisionRef ref = new RevisionRef(name[0], name[1], name[2]);
            if (!ref.sha256().equals(registry.route(ref.plugin())) && bring(ref)) {
                needed.add(ref.sha256());
            }
        }
        for (StoredRevision r : registry.all()) {
            if (Registry.is(r, RevisionState.DRAINING) && !needed.contains(r.sha256())) {
                registry.save(Registry.in(r, RevisionState.RETIRED, r.reason(), null));
            }
        }
    }

    @Override
    public boolean bring(RevisionRef revision) {
        String sha = revision.sha256();
        Optional<StoredRevision> record = registry.get(sha);
        boolean forced = work.retirement().of(sha).filter(Drain::forced).isPresent();
        if (forced
                || hopeless.contains(sha)
                || record.isEmpty()
                || Registry.is(record.get(), RevisionState.QUARANTINED)
                || Registry.is(record.get(), RevisionState.REJECTED)) {
            return false;
        }
        boolean starting =
                sha.equals(registry.route(revision.plugin()))
                        || Registry.is(record.get(), RevisionState.CANARY);
        if (starting && !live.has(sha)) {
            return true; // it starts anyway
        }
        Optional<Candidate> candidate = keeping.candidate(record.get());
        if (candidate.isEmpty()) {
            return false;
        }
        if (coming.add(sha)) {
            work.thread()
                    .execute(
                            () ->
                                    work.deployer()
                                            .lanes()
                                            .enter(
                                                    revision.plugin(),
                                                    () -> start(candidate.get(), record.get())));
        }
        return true;
    }

    /** A revision on trial goes on. */
    CompletableFuture<Boolean> resume(StoredRevision record) {
        boolean still =
                registry.get(record.sha256())
                        .filter(r -> Registry.is(r, RevisionState.CANARY))
                        .isPresent();
        return still
                ? work.deployer().canaries().resume(trial, record)
                : CompletableFuture.completedFuture(true);
    }

    private CompletableFuture<Boolean> start(Candidate candidate, StoredRevision record) {
        String sha = candidate.sha256();
        if (live.has(sha) || !registry.policy(candidate.plugin()).enabled()) {
            coming.remove(sha);
            catalog.changed(candidate.plugin());
            return CompletableFuture.completedFuture(true);
        }
        return trial.start(sha, candidate.manifest(), (ref, manifest, offerings) -> {})
                .handleAsync(
                        (revision, failure) -> started(record, revision, failure), work.thread());
    }

    private boolean started(StoredRevision record, LiveRevision revision, Throwable failure) {
        String sha = record.sha256();
        coming.remove(sha);
        Optional<Rejection> refused = work.deployer().refused(sha, revision, failure);
        if (refused.isEmpty()) {
            live.put(revision);
            registry.save(
                    Registry.in(
                            record,
                            RevisionState.DRAINING,
                            "it was brought back for the runs that started on it",
                            null));
            catalog.hold(revision);
            work.deployer().departures().drain(revision);
            return true;
        }
        hopeless.add(sha);
        LOG.warn(
                "{} {} cannot be brought back, the runs that started on it go on with the version"
                        + " in service: {}",
                record.plugin(),
                record.version(),
                refused.get().getMessage());
        catalog.changed(record.plugin());
        return false;
    }
}
