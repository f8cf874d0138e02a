package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.Version;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What an operator does: upload, activate, delete. Callers wait, the deployer does not. */
final class Operations {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How many digits of a SHA-256 name a revision. */
    static final int DIGITS = 12;

    private static final Pattern FILE_NAME =
            Pattern.compile("[A-Za-z0-9_+-][A-Za-z0-9._+-]*\\.jar");

    private final Path bundles;
    private final Registry registry;
    private final Folder folder;
    private final Living live;
    private final Deployer deployer;
    private final DropFolder drops;
    private final PluginView view;
    private final Decisions decisions;
    private final Executor thread;
    private final Set<String> uploading = ConcurrentHashMap.newKeySet();

    /** What lies where. */
    record Places(Path bundles, Registry registry, Folder folder, Living live, PluginView view) {}

    Operations(
            Places places,
            Deployer deployer,
            DropFolder drops,
            Decisions decisions,
            Executor thread) {
        this.bundles = places.bundles();
        this.registry = places.registry();
        this.folder = places.folder();
        this.live = places.live();
        this.view = places.view();
        this.decisions = decisions;
        this.deployer = deployer;
        this.drops = drops;
        this.thread = thread;
    }

    PluginInfo upload(String filename, InputStream content, Terms terms) {
        if (!FILE_NAME.matcher(filename).matches()) {
            throw new GantryException(
                    Code.INVALID,
                    "not a file name for a plugin: "
                            + filename
                            + "; use letters, digits, dots and dashes, and .jar at the end");
        }
        if (!uploading.add(filename)) {
            throw new GantryException(
                    Code.CONFLICT, filename + " is being uploaded right now: wait for that");
        }
        try {
            return upload(bundles.resolve(filename), filename, content, terms);
        } catch (IOException e) {
            throw new GantryException(
                    Code.UNAVAILABLE, filename + " cannot be written: " + e.getMessage(), e);
        } finally {
            uploading.remove(filename);
        }
    }

    private PluginInfo upload(Path target, String filename, InputStream content, Terms terms)
            throws IOException {
        Path part = bundles.resolve(filename + ".part");
        String sha;
        CompletableFuture<StoredRevision> outcome;
        boolean kept;
        try {
            // what an upload that broke off left, or a link to somewhere else
            Files.deleteIfExists(part);
            try (OutputStream out =
                    Files.newOutputStream(
                            part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                sha = Vault.digest(content, out);
            }
            Optional<String> there = Planner.there(folder, registry, sha);
            if (there.isPresent()) {
                throw new GantryException(Code.CONFLICT, there.get());
            }
            kept = Files.exists(target);
            if (kept && !content(target).equals(sha)) {
                throw new GantryException(
                        Code.CONFLICT,
                        filename
                                + " is there already with other content: choose another file name,"
                                + " or delete it first");
            }
            outcome = registry.outcome(sha);
            drops.say(sha, terms);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        StoredRevision end;
        try {
            end = await(outcome, filename, sha);
        } finally {
            drops.said(sha);
        }
        if (!Registry.is(end, RevisionState.REJECTED)) {
            return view.find(end.plugin()).orElseThrow();
        }
        if (deployer.wants.waits(sha, Wants.configuration(end.plugin()))) {
            throw new GantryException(Code.REFUSED, end.reason());
        }
        if (!kept) {
            Files.deleteIfExists(target);
            await(onDeployer(() -> drops.withdraw(filename)), filename, sha);
        }
        throw new GantryException(Code.REFUSED, end.reason());
    }

    private static String content(Path target) throws IOException {
        return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) ? Vault.hash(target) : "";
    }

    PluginInfo activate(String id, String version, Terms terms) {
        StoredRevision record = record(id, version);
        if (Registry.is(record, RevisionState.ACTIVE)
                && record.sha256().equals(registry.route(id))) {
            return view.find(id).orElseThrow();
        }
        if (Registry.is(record, RevisionState.QUARANTINED) && !terms.override()) {
            throw new GantryException(
                    Code.REFUSED,
                    id + " " + version + " is quarantined, say --override: " + record.reason());
        }
        Candidate candidate = decisions.kept(record);
        if (terms.canary() != null) {
            Canaries.obstacle(registry, live, id)
                    .ifPresent(
                            why -> {
                                throw new GantryException(Code.CONFLICT, why);
                            });
        }
        return decide(
                record,
                () -> {
                    decisions.movePin(id, record.sha256(), terms.by());
                    return deployer.attempt(List.of(candidate), terms(candidate, terms));
                });
    }

    /** Going back to an older version is a person's decision: it needs not fit. */
    private Terms terms(Candidate candidate, Terms terms) {
        boolean back =
                registry.get(registry.route(candidate.plugin()))
                        .map(r -> Version.parseVersion(r.version()))
                        .filter(v -> v.compareTo(candidate.manifest().version()) > 0)
                        .isPresent();
        return back ? new Terms(terms.by(), false, terms.override(), terms.canary()) : terms;
    }

    PluginInfo pin(String id, String version, String by) {
        StoredRevision record =
                version == null
                        ? registry.get(registry.route(id))
                                .orElseThrow(
                                        () ->
                                                new GantryException(
                                                        Code.CONFLICT,
                                                        "no version of "
                                                                + id
                                                                + " is in service: say which one"))
                        : record(id, version);
        return decide(record, () -> decisions.pin(record, by));
    }

    /** Carries out a decision about a plugin as a whole. */
    PluginInfo decide(String id, Supplier<CompletableFuture<Boolean>> decision) {
        record(id, null);
        await(inLane(id, decision), id, "");
        return view.find(id).orElseThrow();
    }

    /** Carries out a decision that puts a revision in service. */
    private PluginInfo decide(
            StoredRevision revision, Supplier<CompletableFuture<Boolean>> decision) {
        String id = revision.plugin();
        String name = id + " " + revision.version();
        if (!await(inLane(id, decision), name, revision.sha256())) {
            throw new GantryException(
                    Code.REFUSED,
                    registry.get(revision.sha256())
                            .map(StoredRevision::reason)
                            .orElse(name + " was deleted meanwhile"));
        }
        return view.find(id).orElseThrow();
    }

    private CompletableFuture<Boolean> inLane(
            String id, Supplier<CompletableFuture<Boolean>> decision) {
        return CompletableFuture.supplyAsync(() -> deployer.lanes().enter(id, decision), thread)
                .thenCompose(Function.identity());
    }

    PluginInfo force(String id, String version, String by) {
        StoredRevision record = record(id, version);
        return decide(
                id,
                () -> {
                    if (!deployer.departures().force(record, "its drain was forced by " + by)) {
                        throw new GantryException(
                                Code.CONFLICT, id + " " + version + " is not draining");
                    }
                    registry.change(by).note(id, record, "forced", null).save(() -> {});
                    return CompletableFuture.completedFuture(true);
                });
    }

    PluginInfo delete(String id, String version) {
        StoredRevision record = record(id, version);
        PluginInfo before = view.find(record.plugin()).orElseThrow();
        List<String> files = folder.filesOf(record.sha256());
        try {
            for (String file : files) {
                Files.deleteIfExists(bundles.resolve(file));
            }
        } catch (IOException e) {
            throw new GantryException(
                    Code.UNAVAILABLE,
                    "the file of " + id + " cannot be deleted: " + e.getMessage(),
                    e);
        }
        CompletableFuture<Void> done =
                onDeployer(
                        () -> {
                            if (files.isEmpty()) {
                                release(record.sha256());
                            } else {
                                files.forEach(drops::withdraw);
                            }
                        });
        await(done, id, record.sha256());
        await(inLane(id, () -> CompletableFuture.completedFuture(true)), id, record.sha256());
        return view.find(record.plugin()).orElse(before);
    }

    /** The file of this name has other content by now, so that only the copy is left. */
    private void release(String sha256) {
        registry.get(sha256)
                .ifPresent(
                        r -> {
                            StoredRevision released = Registry.at(r, null);
                            registry.save(released);
                            deployer.departures().withdraw(released);
                        });
    }

    private StoredRevision record(String id, String version) {
        Comparator<StoredRevision> best =
                Comparator.<StoredRevision, Boolean>comparing(
                                r -> Registry.is(r, RevisionState.ACTIVE))
                        .thenComparing(r -> folder.holds(r))
                        .thenComparing(StoredRevision::since);
        Optional<StoredRevision> found =
                registry.of(id).stream()
                        .filter(r -> version == null || named(r, version))
                        .max(best);
        return found.orElseThrow(
                () ->
                        new GantryException(
                                Code.NOT_FOUND,
                                "there is no "
                                        + (version == null ? id : id + " " + version)
                                        + ": see the list of plugins"));
    }

    private static boolean named(StoredRevision r, String version) {
        return version.equals(r.version())
                || version.length() >= DIGITS && r.sha256().startsWith(version);
    }

    private CompletableFuture<Void> onDeployer(Runnable work) {
        return CompletableFuture.runAsync(work, thread);
    }

    private <T> T await(CompletableFuture<T> future, String what, String sha256) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            registry.forgetOutcome(sha256);
            throw new GantryException(
                    Code.UNAVAILABLE,
                    what + " is not decided after 30 s: look at the plugin's state later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GantryException(Code.UNAVAILABLE, "Gantry stops: try again later");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw new GantryException(Code.UNAVAILABLE, what + ": " + e.getCause(), e.getCause());
        } catch (java.util.concurrent.CancellationException e) {
            throw new GantryException(Code.UNAVAILABLE, "Gantry stops: try again later");
        }
    }
}
