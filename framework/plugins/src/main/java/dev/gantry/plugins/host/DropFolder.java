package dev.gantry.plugins.host;

import dev.gantry.plugins.inbox.Inbox;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.StoredRevision;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns what happens in the drop folder into work for the deployer, on the deployer's thread. */
final class DropFolder implements Inbox.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);
    private static final long AGAIN_MS = 1000;

    private final Registry registry;
    private final Vault vault;
    private final Folder folder;
    private final Keeping keeping;
    private final Companions companions;
    private final Living live;
    private final Steps steps;
    private final Deployer deployer;
    private final Comeback comeback;
    private final Executor thread;
    private final Executor again;
    private final Map<String, Terms> said = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** What it works with. */
    record Parts(
            Registry registry,
            Vault vault,
            Folder folder,
            Keeping keeping,
            Companions companions,
            Living live,
            Steps steps) {}

    DropFolder(Parts parts, Deployer deployer, Comeback comeback, Executor thread) {
        this.registry = parts.registry();
        this.vault = parts.vault();
        this.folder = parts.folder();
        this.keeping = parts.keeping();
        this.companions = parts.companions();
        this.live = parts.live();
        this.steps = parts.steps();
        this.deployer = deployer;
        this.comeback = comeback;
        this.thread = thread;
        this.again = CompletableFuture.delayedExecutor(AGAIN_MS, TimeUnit.MILLISECONDS, thread);
    }

    /** Completes when all that could be read at the start is active or rejected. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    @Override
    public void found(List<Path> ready, Set<String> present) {
        thread.execute(() -> begin(ready, present));
    }

    @Override
    public void dropped(List<Path> files) {
        thread.execute(
                () -> {
                    List<Candidate> together =
                            files.stream().map(this::stage).flatMap(Optional::stream).toList();
                    for (Candidate c : together) {
                        Terms terms = said.getOrDefault(c.sha256(), Terms.DROPPED);
                        deployer.lanes().enter(c.plugin(), () -> attempt(List.of(c), terms));
                    }
                });
    }

    /**
     * Nobody drops it again because the store was away for a while: it is tried until it is back.
     */
    private CompletableFuture<Boolean> attempt(List<Candidate> candidates, Terms terms) {
        return CompletableFuture.completedFuture(candidates)
                .thenCompose(all -> deployer.attempt(all, terms))
                .exceptionallyCompose(
                        failure -> {
                            Throwable why =
                                    failure instanceof CompletionException
                                            ? failure.getCause()
                                            : failure;
                            if (!(why instanceof GantryException away && away.retryable())) {
                                return CompletableFuture.failedFuture(failure);
                            }
                            LOG.warn(
                                    "{} waits to be deployed: {}",
                                    candidates.getFirst().plugin(),
                                    away.getMessage());
                            return CompletableFuture.supplyAsync(
                                            () -> attempt(candidates, terms), again)
                                    .thenCompose(Function.identity());
                        });
    }

    /** On whose word a revision that is about to be dropped comes in. */
    void say(String sha256, Terms terms) {
        said.put(sha256, terms);
    }

    /** The word was heard. */
    void said(String sha256) {
        said.remove(sha256);
    }

    @Override
    public void unreadable(Path file, String reason) {
        thread.execute(
                () -> {
                    String name = file.getFileName().toString();
                    try {
                        String sha = Vault.hash(file);
                        taken(name, sha);
                        rejectFile(sha, name, new Rejection(reason));
                    } catch (IOException e) {
                        LOG.debug("{} vanished while it was judged", name);
                    }
                });
    }

    @Override
    public void gone(String name) {
        thread.execute(() -> withdraw(name));
    }

    /** Takes a file's wish back. On the deployer's thread. */
    void withdraw(String name) {
        folder.remove(name);
        for (StoredRevision record : registry.all()) {
            if (name.equals(record.file())) {
                release(record);
            }
        }
    }

    /** The revision lost its file: another file with the same content takes over, or it goes. */
    private void release(StoredRevision record) {
        List<String> others = folder.filesOf(record.sha256());
        if (others.isEmpty()) {
            companions.gone(record.sha256());
            deployer.departures().withdraw(record);
        } else {
            registry.save(Registry.at(record, others.getFirst()));
        }
    }

    private void begin(List<Path> ready, Set<String> present) {
        folder.present(present);
        Map<String, List<Candidate>> groups = new TreeMap<>();
        for (Path file : ready) {
            stage(file)
                    .ifPresent(
                            c -> groups.computeIfAbsent(c.plugin(), p -> new ArrayList<>()).add(c));
        }
        for (StoredRevision record : registry.all()) {
            if (!folder.holds(record)) {
                release(record);
            } else if (record.sha256().equals(registry.route(record.plugin()))
                    || record.sha256().equals(registry.policy(record.plugin()).pin())) {
                pinned(record, groups);
            }
        }
        comeback.begin();
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        groups.forEach(
                (plugin, candidates) -> {
                    List<Candidate> order = order(plugin, candidates);
                    all.add(deployer.lanes().enter(plugin, () -> attempt(order, Terms.DROPPED)));
                });
        for (StoredRevision record : registry.all()) {
            if (Registry.is(record, RevisionState.CANARY)) {
                all.add(deployer.lanes().enter(record.plugin(), () -> comeback.resume(record)));
            }
        }
        try {
            vault.keepOnly(
                    registry.all().stream().map(StoredRevision::sha256).collect(Collectors.toSet()),
                    groups.values().stream()
                            .flatMap(List::stream)
                            .map(Candidate::sha256)
                            .collect(Collectors.toSet()));
        } catch (IOException e) {
            LOG.warn("old private copies cannot be deleted: {}", e.getMessage());
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> settled.complete(null));
    }

    /** The route may lead to a version whose file has newer content by now. */
    private void pinned(StoredRevision record, Map<String, List<Candidate>> groups) {
        List<Candidate> group = groups.computeIfAbsent(record.plugin(), p -> new ArrayList<>());
        if (group.stream().noneMatch(c -> c.sha256().equals(record.sha256()))) {
            keeping.candidate(record).ifPresent(group::add);
        }
    }

    /** New ones first, then the one that had the route, then the others; each by version. */
    private List<Candidate> order(String plugin, List<Candidate> candidates) {
        String routed = registry.route(plugin);
        List<Candidate> fresh = new ArrayList<>();
        List<Candidate> others = new ArrayList<>();
        List<Candidate> order = new ArrayList<>();
        for (Candidate candidate : candidates.stream().sorted(Candidate.HIGHEST_FIRST).toList()) {
            Optional<StoredRevision> known = registry.get(candidate.sha256());
            if (candidate.sha256().equals(routed)) {
                order.add(candidate);
            } else if (known.isEmpty() || Registry.is(known.get(), RevisionState.REJECTED)) {
                fresh.add(candidate);
            } else if (!Registry.is(known.get(), RevisionState.QUARANTINED)) {
                others.add(candidate);
            }
        }
        order.addAll(0, fresh);
        order.addAll(others);
        return order;
    }

    /** Copies a file and reads its manifest; empty if there is nothing to do with it. */
    private Optional<Candidate> stage(Path file) {
        long seen = System.nanoTime();
        String name = file.getFileName().toString();
        String sha;
        try {
            sha = vault.add(file);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be copied to data/plugins ({}): make room, then drop it again",
                    name,
                    e.toString());
            return Optional.empty();
        }
        List<String> twins = folder.filesOf(sha);
        if (!taken(name, sha)) {
            return Optional.empty();
        }
        Optional<StoredRevision> known = registry.get(sha);
        if (known.isPresent() && !twins.isEmpty()) {
            return Optional.empty();
        }
        if (known.isPresent() && live.has(sha) && Registry.is(known.get(), RevisionState.ACTIVE)) {
            registry.save(Registry.at(known.get(), name));
            return Optional.empty();
        }
        try {
            if (known.isEmpty() || Registry.is(known.get(), RevisionState.REJECTED)) {
                PluginManifest.bounded(vault.path(sha), name);
            }
            PluginManifest manifest = PluginManifest.read(vault.path(sha), name);
            steps.at(
                    DeployStep.COPIED,
                    new RevisionRef(manifest.id(), manifest.version().toString(), sha));
            companions.staged(sha, manifest);
            if (known.isPresent() && Registry.is(known.get(), RevisionState.QUARANTINED)) {
                registry.save(Registry.at(known.get(), name));
                return Optional.empty();
            }
            return Optional.of(new Candidate(sha, name, manifest, seen));
        } catch (Rejection e) {
            rejectFile(sha, name, e);
            return Optional.empty();
        }
    }

    /** Writes that a file is no plugin at all. */
    private void rejectFile(String sha256, String file, Rejection rejection) {
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

    /** Notes a file's content; {@code false} if it is the same as before. */
    private boolean taken(String name, String sha) {
        String before = folder.put(name, sha);
        if (sha.equals(before)) {
            return false;
        }
        for (StoredRevision record : registry.all()) {
            boolean replaced = name.equals(record.file()) && !record.sha256().equals(sha);
            if (!replaced) {
                continue;
            }
            if (!folder.filesOf(record.sha256()).isEmpty()) {
                release(record);
            } else if (Registry.is(record, RevisionState.REJECTED)) {
                deployer.departures().withdraw(record);
            }
        }
        return true;
    }
}
