package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Takes revisions out of service, and keeps the records of those who leave. On the deployer's
 * thread.
 */
final class Departures implements Retirement.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

    private final Registry registry;
    private final LiveCatalog catalog;
    private final Living live;
    private final Keeping keeping;
    private final Retirement retirement;
    private final Steps steps;
    private final Deployer deployer;

    Departures(
            Registry registry,
            LiveCatalog catalog,
            Living live,
            Keeping keeping,
            Retirement retirement,
            Steps steps,
            Deployer deployer) {
        this.registry = registry;
        this.catalog = catalog;
        this.live = live;
        this.keeping = keeping;
        this.retirement = retirement;
        this.steps = steps;
        this.deployer = deployer;
    }

    /** A revision takes no new work any more. */
    void drain(LiveRevision revision) {
        retirement.begin(revision, this);
    }

    /** The record of a revision that takes no new work any more. */
    StoredRevision leaving(StoredRevision r, LiveRevision revision, String reason) {
        if (Registry.is(r, RevisionState.QUARANTINED)) {
            return r;
        }
        RevisionState state = revision == null ? RevisionState.RETIRED : RevisionState.DRAINING;
        return Registry.in(r, state, keeping.holds(r) ? reason : Folder.deleted(r.file()), null);
    }

    /** A revision is no longer wished for: it goes, at once or after its work. */
    void withdraw(StoredRevision revision) {
        String why = Folder.deleted(revision.file());
        if (Registry.is(revision, RevisionState.REJECTED)
                || Registry.is(revision, RevisionState.STAGED)) {
            deployer.wants.remove(revision.sha256());
            registry.forget(revision, why);
            keeping.drop(revision.sha256());
        } else if (Registry.is(revision, RevisionState.CANARY)) {
            deployer.canaries().end(revision, why, Registry.GANTRY, "rolled-back");
        } else if (Registry.is(revision, RevisionState.ACTIVE)) {
            deployer.lanes().enter(revision.plugin(), () -> replace(revision, why));
        } else if (Registry.is(revision, RevisionState.RETIRED)) {
            registry.save(Registry.in(revision, RevisionState.RETIRED, why, null));
            keeping.drop(revision.sha256());
            freed(revision);
        }
    }

    /** The next one that is kept takes over from a revision; none does, if there is none. */
    CompletableFuture<Boolean> replace(StoredRevision revision, String why) {
        if (!revision.sha256().equals(registry.route(revision.plugin()))) {
            leave(revision, why);
            return CompletableFuture.completedFuture(false);
        }
        return deployer.attempt(keeping.standing(revision.plugin()), Terms.BACK)
                .thenApplyAsync(
                        replaced -> {
                            if (!replaced) {
                                unroute(revision, why);
                            } else if (!live.has(revision.sha256())) {
                                keeping.drop(revision.sha256());
                            }
                            return replaced;
                        },
                        deployer.thread());
    }

    /** A library beside the one that has the route goes. */
    private void leave(StoredRevision revision, String why) {
        LiveRevision old = live.get(revision.sha256());
        if (old != null && Registry.is(revision, RevisionState.ACTIVE)) {
            registry.save(Registry.in(revision, RevisionState.DRAINING, why, null));
            drain(old);
        }
    }

    /** Takes a plugin out of service. */
    void unroute(StoredRevision revision, String why) {
        LiveRevision old = live.get(revision.sha256());
        deployer.canaries()
                .under(revision.plugin())
                .ifPresent(r -> deployer.canaries().end(r, why, Registry.GANTRY, "rolled-back"));
        registry.change(Registry.GANTRY)
                .revision(leaving(revision, old, why))
                .route(revision.plugin(), "")
                .save(() -> catalog.withdraw(revision.plugin(), why));
        if (old == null) {
            keeping.drop(revision.sha256());
        } else {
            drain(old);
            freed(old, Set.of(Wants.free(revision.plugin(), revision.version())));
        }
    }

    /** Ends the leaving of a revision now; {@code false} if it does not leave. */
    boolean force(StoredRevision revision, String why) {
        return retirement.force(revision.sha256(), why, this);
    }

    /** Looks after what leaves; about once a second. */
    void tick() {
        retirement.tick(this);
    }

    @Override
    public void overdue(RevisionRef revision, String why) {
        registry.get(revision.sha256())
                .ifPresent(
                        r ->
                                registry.change(Registry.GANTRY)
                                        .note(revision.plugin(), r, "overdue", why)
                                        .save(() -> {}));
    }

    @Override
    public void gone(LiveRevision revision, String fault) {
        String sha = revision.ref().sha256();
        live.remove(revision);
        StoredRevision record = registry.get(sha).orElse(null);
        if (record == null || !Registry.is(record, RevisionState.DRAINING)) {
            if (fault != null) {
                LOG.warn("{}: {}", revision.ref(), fault);
            }
        } else if (fault != null) {
            registry.save(Registry.in(record, RevisionState.QUARANTINED, fault, null));
        } else if (keeping.succeeded(record)) {
            keeping.forget(sha);
        } else {
            registry.save(Registry.in(record, RevisionState.RETIRED, record.reason(), null));
            if (!keeping.holds(record)) {
                keeping.drop(sha);
                freed(record);
            }
            keeping.prune(record.plugin());
        }
        steps.at(DeployStep.RETIRED, revision.ref());
    }

    private void freed(StoredRevision gone) {
        if (gone.version() != null) {
            deployer.retry(Set.of(Wants.free(gone.plugin(), gone.version())));
        }
    }

    /** What others may wait for is free. */
    void freed(LiveRevision gone, Set<String> more) {
        Set<String> freed = new HashSet<>(more);
        gone.offerings().forEach(o -> freed.add(Wants.free(o)));
        deployer.retry(freed);
    }
}
