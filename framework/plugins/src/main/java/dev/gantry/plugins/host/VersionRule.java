package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredRevision;

import java.util.Optional;
import java.util.Set;

/** One version has one content, as long as that is kept; snapshots are exempt. */
final class VersionRule {
    private final Registry registry;
    private final Vault vault;
    private final Folder folder;

    VersionRule(Registry registry, Vault vault, Folder folder) {
        this.registry = registry;
        this.vault = vault;
        this.folder = folder;
    }

    /** Why it may not come in; empty if it may. */
    Optional<Rejection> conflict(Candidate candidate) {
        if (candidate.manifest().snapshot()) {
            return Optional.empty();
        }
        return registry.of(candidate.plugin()).stream()
                .filter(r -> candidate.version().equals(r.version()))
                .filter(r -> !r.sha256().equals(candidate.sha256()))
                .filter(r -> !Registry.is(r, RevisionState.REJECTED))
                .filter(r -> folder.holds(r) && vault.has(r.sha256()))
                .findFirst()
                .map(r -> conflict(candidate, r));
    }

    private static Rejection conflict(Candidate candidate, StoredRevision other) {
        boolean named = !candidate.file().equals(other.file());
        return new Rejection(
                "version "
                        + candidate.version()
                        + " is there already with other content ("
                        + (named ? other.file() : other.sha256().substring(0, 12))
                        + ", and this is "
                        + (named ? candidate.file() : candidate.sha256().substring(0, 12))
                        + "): raise Bundle-Version",
                null,
                Set.of(Wants.free(candidate.plugin(), candidate.version())));
    }
}
