package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import java.util.concurrent.CompletableFuture;

/** Parks revisions for a person; the version before takes over. On the deployer's thread. */
final class Quarantine {
    private final Registry registry;
    private final Keeping keeping;
    private final LiveCatalog catalog;
    private final Deployer deployer;

    Quarantine(Registry registry, Keeping keeping, LiveCatalog catalog, Deployer deployer) {
        this.registry = registry;
        this.keeping = keeping;
        this.catalog = catalog;
        this.deployer = deployer;
    }

    /** Parks a revision in service: its work is stopped, and begins again on the one before. */
    void park(StoredRevision revision, String why) {
        boolean onTrial = Registry.is(revision, RevisionState.CANARY);
        registry.save(Registry.in(revision, RevisionState.QUARANTINED, why, null));
        deployer.lanes()
                .enter(
                        revision.plugin(),
                        () -> {
                            StoredRevision now = registry.get(revision.sha256()).orElse(revision);
                            if (onTrial) {
                                deployer.canaries().end(now, why, Registry.GANTRY, "rolled-back");
                            }
                            CompletableFuture<Boolean> done =
                                    now.sha256().equals(registry.route(now.plugin()))
                                            ? instead(now, why)
                                            : CompletableFuture.completedFuture(true);
                            return done.thenApplyAsync(
                                    replaced -> {
                                        deployer.departures()
                                                .force(
                                                        now,
                                                        "version "
                                                                + now.version()
                                                                + " was quarantined");
                                        return replaced;
                                    },
                                    deployer.thread());
                        });
    }

    private CompletableFuture<Boolean> instead(StoredRevision revision, String why) {
        return deployer.attempt(keeping.fallbacks(revision.plugin()), Terms.BACK)
                .thenApplyAsync(
                        replaced -> {
                            if (!replaced) {
                                deployer.departures().unroute(revision, why);
                            }
                            return replaced;
                        },
                        deployer.thread());
    }

    /** Parks a revision before anything was started. */
    void parkAtRest(StoredRevision revision, String why) {
        String plugin = revision.plugin();
        Registry.Change change =
                registry.change(Registry.GANTRY)
                        .revision(Registry.in(revision, RevisionState.QUARANTINED, why, null));
        boolean routed = revision.sha256().equals(registry.route(plugin));
        if (routed) {
            String before = registry.policy(plugin).previous();
            boolean back =
                    registry.get(before)
                            .filter(r -> !Registry.is(r, RevisionState.QUARANTINED))
                            .flatMap(keeping::candidate)
                            .isPresent();
            change.route(plugin, back ? before : "");
        }
        if (Registry.is(revision, RevisionState.CANARY)) {
            change.policy(registry.policy(plugin).withCanary(null));
        }
        change.save(
                () -> {
                    if (routed) {
                        catalog.withdraw(plugin, why);
                    }
                });
    }
}
