package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which private copies are kept: of what lies in the drop folder, of what open runs need, and of
 * the latest revisions that a person may go back to. On the deployer's thread.
 */
final class Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    private final Registry registry;
    private final Vault vault;
    private final Folder folder;
    private final Companions companions;
    private final PluginStore store;
    private final VersionRule versions;
    private final int kept;

    /**
     * @param kept how many retired revisions of a plugin are kept
     */
    Keeping(
            Registry registry,
            Vault vault,
            Folder folder,
            Companions companions,
            PluginStore store,
            int kept) {
        this.registry = registry;
        this.vault = vault;
        this.folder = folder;
        this.companions = companions;
        this.store = store;
        this.versions = new VersionRule(registry, vault, folder);
        this.kept = kept;
    }

    /** Why a candidate's version is taken; empty if it is not. */
    Optional<Rejection> conflict(Candidate candidate) {
        return versions.conflict(candidate);
    }

    /** Whether a file of this name lies in the drop folder. */
    boolean wished(String file) {
        return folder.has(file);
    }

    boolean holds(StoredRevision revision) {
        return folder.holds(revision);
    }

    /** Whether a library stays in service beside a newer version of it: both files are there. */
    boolean beside(Candidate candidate, StoredRevision before) {
        return candidate.manifest().library()
                && !candidate.sha256().equals(before.sha256())
                && !folder.filesOf(before.sha256()).isEmpty();
    }

    /**
     * Whether other content of the same version is in service, so that nobody could tell them
     * apart.
     */
    boolean succeeded(StoredRevision record) {
        return registry.of(record.plugin()).stream()
                .anyMatch(
                        r ->
                                !r.sha256().equals(record.sha256())
                                        && record.version().equals(r.version())
                                        && Registry.is(r, RevisionState.ACTIVE));
    }

    /** The versions of a plugin that wait in the folder, the highest first. */
    List<Candidate> standing(String plugin) {
        return registry.of(plugin).stream()
                .filter(
                        r ->
                                Registry.is(r, RevisionState.RETIRED)
                                        || Registry.is(r, RevisionState.STAGED))
                .filter(r -> !folder.filesOf(r.sha256()).isEmpty())
                .map(this::candidate)
                .flatMap(Optional::stream)
                .sorted(Candidate.HIGHEST_FIRST)
                .toList();
    }

    /** What may take over from a bad version: the one before, then the others, newest first. */
    List<Candidate> fallbacks(String plugin) {
        String previous = registry.policy(plugin).previous();
        return registry.of(plugin).stream()
                .filter(
                        r ->
                                Registry.is(r, RevisionState.RETIRED)
                                        || Registry.is(r, RevisionState.DRAINING))
                .filter(folder::holds)
                .sorted(
                        Comparator.<StoredRevision, Boolean>comparing(
                                        r -> r.sha256().equals(previous))
                                .thenComparing(StoredRevision::since)
                                .reversed())
                .map(this::candidate)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A revision on record whose copy is kept; empty if it cannot be read any more. */
    Optional<Candidate> candidate(StoredRevision r) {
        if (r.version() == null || !vault.has(r.sha256())) {
            return Optional.empty();
        }
        if (!vault.sound(r.sha256())) {
            LOG.warn(
                    "the private copy of {} {} in data/plugins is damaged: drop its JAR again",
                    r.plugin(),
                    r.version());
            return Optional.empty();
        }
        try {
            PluginManifest manifest = PluginManifest.read(vault.path(r.sha256()), r.file());
            return Optional.of(new Candidate(r.sha256(), r.file(), manifest, System.nanoTime()));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    /**
     * Forgets a revision that other content of its version took the place of. Its file may be there
     * still, and can be let in again.
     */
    void forget(String sha256) {
        folder.forget(sha256);
        registry.erase(sha256);
        drop(sha256);
    }

    /** Deletes a private copy, unless an open run needs it. */
    void drop(String sha256) {
        companions.gone(sha256);
        Optional<StoredRevision> record = registry.get(sha256);
        if (record.isPresent() && needed(record.get())) {
            return;
        }
        try {
            vault.remove(sha256);
        } catch (IOException e) {
            LOG.warn("the private copy {} cannot be deleted: {}", sha256, e.getMessage());
        }
    }

    private boolean needed(StoredRevision r) {
        return r.version() != null
                && store.needing(
                                Retirement.name(
                                        new RevisionRef(r.plugin(), r.version(), r.sha256())))
                        > 0;
    }

    /**
     * Deletes the copies of what retired long ago; the records of those that are older still go.
     */
    void prune(String plugin) {
        StoredPolicy policy = registry.policy(plugin);
        Set<String> chosen =
                java.util.stream.Stream.of(policy.pin(), policy.previous(), registry.route(plugin))
                        .filter(java.util.Objects::nonNull)
                        .collect(Collectors.toSet());
        List<StoredRevision> old =
                registry.of(plugin).stream()
                        .filter(r -> Registry.is(r, RevisionState.RETIRED))
                        .filter(r -> !chosen.contains(r.sha256()))
                        .filter(r -> folder.filesOf(r.sha256()).isEmpty())
                        .sorted(Comparator.comparingLong(StoredRevision::since).reversed())
                        .skip(kept)
                        .toList();
        for (StoredRevision r : old) {
            if (!needed(r)) {
                drop(r.sha256());
                registry.erase(r.sha256());
            }
        }
    }
}
