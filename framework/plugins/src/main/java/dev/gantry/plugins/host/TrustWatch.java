package dev.gantry.plugins.host;

import dev.gantry.plugins.trust.Signatures;
import dev.gantry.plugins.trust.TrustFolder;
import dev.gantry.plugins.trust.TrustStore;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Sees to it that changes of the trust folder are in force at once: what was refused is tried
 * again, what is in service under a certificate that was revoked is quarantined, and what would not
 * be let in again for another reason is named and goes on. On the deployer's thread, but for the
 * reading of JARs.
 */
final class TrustWatch {
    private final TrustFolder folder;
    private final Vetting vetting;
    private final Registry registry;
    private final Living live;
    private final Quarantine quarantine;
    private final Deployer deployer;
    private final Executor thread;
    private final Set<String> named = new HashSet<>();
    private TrustStore seen;
    private boolean looking;

    TrustWatch(
            TrustFolder folder,
            Vetting vetting,
            Registry registry,
            Living live,
            Quarantine quarantine,
            Deployer deployer,
            Executor thread) {
        this.folder = folder;
        this.vetting = vetting;
        this.registry = registry;
        this.live = live;
        this.quarantine = quarantine;
        this.deployer = deployer;
        this.thread = thread;
    }

    /**
     * Judges all private copies, if the folder was changed since the last time. One look at a time:
     * what is changed meanwhile is for the next one.
     */
    void tick() {
        TrustStore now = folder.store();
        if (now != seen && !looking) {
            looking = true;
            seen = now;
            look(now);
        }
    }

    private void look(TrustStore by) {
        Thread.ofPlatform()
                .daemon()
                .name("gantry-trust")
                .start(
                        () -> {
                            Map<StoredRevision, Signatures.Finding> found = new LinkedHashMap<>();
                            try {
                                for (StoredRevision revision : registry.all()) {
                                    vetting.look(revision).ifPresent(f -> found.put(revision, f));
                                }
                            } finally {
                                thread.execute(() -> looked(by, found));
                            }
                        });
    }

    private void looked(TrustStore by, Map<StoredRevision, Signatures.Finding> found) {
        looking = false;
        if (folder.store() == by) {
            apply(found);
        }
    }

    private void apply(Map<StoredRevision, Signatures.Finding> found) {
        if (!vetting.signedOnly()) {
            return;
        }
        found.forEach(
                (revision, finding) -> {
                    String reason = finding.signature().reason();
                    if (reason == null || !live.has(revision.sha256())) {
                        named.remove(revision.sha256());
                        return;
                    }
                    StoredRevision now = registry.get(revision.sha256()).orElse(revision);
                    if (!finding.revoked() && named.add(revision.sha256())) {
                        registry.change(Registry.GANTRY)
                                .note(
                                        now.plugin(),
                                        now,
                                        "untrusted",
                                        "it goes on, and would not be let in again: " + reason)
                                .save(() -> {});
                    } else if (finding.revoked() && !Registry.is(now, RevisionState.QUARANTINED)) {
                        quarantine.park(now, reason);
                    }
                });
        deployer.retry(Set.of(Wants.TRUST));
    }
}
