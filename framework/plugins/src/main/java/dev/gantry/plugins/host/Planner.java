package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.gate.Gate;
import dev.gantry.plugins.gate.Impact;
import dev.gantry.plugins.gate.Users;
import dev.gantry.plugins.inbox.Archive;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.PluginPlan.Action;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Says what would happen if a file were dropped. Nothing happens, and none of the file's code runs.
 * One plan is made at a time, each bounded in time. Thread-safe.
 */
final class Planner {
    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    /** What a planner works with. */
    record Parts(
            BundleContext context,
            Registry registry,
            Vault vault,
            Folder folder,
            Companions companions,
            Vetting vetting,
            LiveCatalog catalog,
            Users users,
            Configured configured) {}

    /** Why the configuration of a plugin does not fit settings of some type, if it does not. */
    interface Configured {
        Optional<String> misfit(String plugin, SettingsType settings);
    }

    private final Registry registry;
    private final Folder folder;
    private final VersionRule versions;
    private final Claims claims;
    private final RewireCheck rewire;
    private final Glance glance;
    private final Door door;
    private final Impact impact;
    private final Configured configured;
    private final Vetting vetting;
    private final Path copies;
    private final Duration timeout;
    private final Semaphore one = new Semaphore(1, true);

    /**
     * @param copies folder for private copies, which is emptied now
     * @param timeout of one plan
     */
    Planner(Parts parts, Path copies, Duration timeout) throws IOException {
        this.registry = parts.registry();
        this.folder = parts.folder();
        this.versions = new VersionRule(registry, parts.vault(), folder);
        this.claims = new Claims(parts.context(), parts.catalog());
        this.rewire = new RewireCheck(parts.context());
        this.glance = new Glance(parts.context(), parts.companions());
        this.door = new Door(registry, folder, new Gate(parts.users()));
        this.impact = new Impact(parts.users());
        this.configured = parts.configured();
        this.vetting = parts.vetting();
        this.copies = Files.createDirectories(copies);
        this.timeout = timeout;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(copies)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    PluginPlan plan(Path jar, String filename) throws IOException {
        try (InputStream content = Files.newInputStream(jar)) {
            return plan(filename, content);
        }
    }

    /**
     * What would happen.
     *
     * @throws GantryException {@code UNAVAILABLE} if there is no room for a copy, or no answer in
     *     time
     */
    PluginPlan plan(String filename, InputStream content) {
        Path copy = null;
        boolean begun = false;
        try {
            copy = Files.createTempFile(copies, "plan", ".jar");
            String sha;
            try (OutputStream out = Files.newOutputStream(copy)) {
                sha = Vault.digest(content, out);
            }
            if (!one.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GantryException(
                        Code.UNAVAILABLE, "other plans are being made: try again later");
            }
            begun = true;
            return await(copy, filename, sha);
        } catch (IOException e) {
            throw new GantryException(
                    Code.UNAVAILABLE, filename + " cannot be copied: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        } finally {
            if (!begun) {
                delete(copy);
            }
        }
    }

    /** From here on the copy and the turn belong to the thread that makes the plan. */
    private PluginPlan await(Path copy, String filename, String sha) throws InterruptedException {
        CompletableFuture<PluginPlan> outcome = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("gantry-plan " + filename)
                        .start(() -> work(copy, filename, sha, outcome));
        try {
            return outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new GantryException(
                    Code.UNAVAILABLE,
                    filename
                            + " cannot be judged within "
                            + Undertaker.told(timeout)
                            + ": try again later");
        } catch (ExecutionException e) {
            throw new GantryException(
                    Code.UNAVAILABLE,
                    filename + " cannot be judged: " + e.getCause(),
                    e.getCause());
        }
    }

    private void work(
            Path copy, String filename, String sha, CompletableFuture<PluginPlan> outcome) {
        PluginPlan plan = null;
        Throwable failure = null;
        try {
            plan = plan(copy, filename, sha);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            delete(copy);
            one.release();
        }
        if (failure == null) {
            outcome.complete(plan);
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    private static GantryException stopped() {
        return new GantryException(Code.UNAVAILABLE, "Gantry stops: try again later");
    }

    private static void delete(Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            LOG.warn("the copy {} of a plan cannot be deleted: {}", copy, e.getMessage());
        }
    }

    private PluginPlan plan(Path copy, String filename, String sha) {
        Draft draft = new Draft(filename, sha);
        Optional<String> fault = Archive.fault(copy, filename);
        if (fault.isPresent()) {
            return draft.end(Action.REJECT, fault.get());
        }
        try {
            PluginManifest.bounded(copy, filename);
            PluginManifest manifest = PluginManifest.read(copy, filename);
            draft.of(manifest);
            Optional<String> there = there(folder, registry, sha);
            if (there.isPresent()) {
                return draft.end(Action.NOTHING, there.get());
            }
            Signature signature = vetting.look(copy, sha);
            draft.signed(signature);
            vetting.check(signature);
            Optional<Rejection> conflict =
                    versions.conflict(new Candidate(sha, filename, manifest, System.nanoTime()));
            if (conflict.isPresent()) {
                throw conflict.get();
            }
            Optional<String> held = held(manifest, sha);
            return held.isPresent()
                    ? hold(draft, copy, manifest, held.get())
                    : let(draft, copy, manifest);
        } catch (Rejection e) {
            return draft.end(Action.REJECT, e.getMessage());
        }
    }

    /** That the drop folder has some content already, and what there is to do; empty if not. */
    static Optional<String> there(Folder folder, Registry registry, String sha) {
        return folder.filesOf(sha).stream()
                .findFirst()
                .map(
                        file ->
                                "the same content is there already as "
                                        + file
                                        + registry.get(sha).map(Planner::there).orElse(""));
    }

    private static String there(StoredRevision r) {
        boolean rests =
                Registry.is(r, RevisionState.RETIRED) || Registry.is(r, RevisionState.DRAINING);
        return ", and it is "
                + r.state()
                + (rests
                        ? ": gantry plugin activate "
                                + r.plugin()
                                + " "
                                + r.sha256().substring(0, Operations.DIGITS)
                        : "");
    }

    /** Why an operator's decision keeps it from new work. */
    private Optional<String> held(PluginManifest manifest, String sha) {
        StoredPolicy policy = registry.policy(manifest.id());
        if (!policy.enabled()) {
            return Optional.of(
                    "it would be kept and not used, as the plugin was disabled by an operator:"
                            + " gantry plugin enable "
                            + manifest.id());
        }
        if (policy.pin() == null || policy.pin().equals(sha)) {
            return Optional.empty();
        }
        return Optional.of(
                "it would be kept and not used, as the plugin is pinned to version "
                        + registry.get(policy.pin())
                                .map(StoredRevision::version)
                                .orElse("another one")
                        + " by an operator: gantry plugin unpin "
                        + manifest.id()
                        + ", or activate this version");
    }

    private PluginPlan hold(Draft draft, Path copy, PluginManifest manifest, String why) {
        try {
            Glance.Sight sight = look(draft, copy, manifest);
            judge(draft, sight.offerings(), manifest);
            return draft.end(
                    Action.HOLD,
                    why
                            + refusal(draft, sight, manifest)
                                    .map(r -> "; it would be rejected then: " + r)
                                    .orElse(""));
        } catch (Rejection e) {
            return draft.end(Action.HOLD, why + "; it would be rejected then: " + e.getMessage());
        }
    }

    private PluginPlan let(Draft draft, Path copy, PluginManifest manifest) throws Rejection {
        Glance.Sight sight = look(draft, copy, manifest);
        Optional<StoredRevision> inService = judge(draft, sight.offerings(), manifest);
        draft.touches(
                impact.of(
                        inService.map(Door::promises).orElse(null),
                        Door.promises(manifest, sight.offerings())));
        Optional<String> refusal = refusal(draft, sight, manifest);
        if (refusal.isPresent()) {
            return draft.end(Action.REJECT, refusal.get());
        }
        String name = manifest.id() + " " + manifest.version();
        if (inService.isEmpty()) {
            return draft.end(Action.INSTALL, name + " would become active");
        }
        draft.rewires(rewire.rewired(manifest.id()));
        return draft.end(
                Action.REPLACE,
                name
                        + " would take new work from version "
                        + inService.get().version()
                        + ": "
                        + draft.fit(manifest.snapshot() || snapshot(inService.get())));
    }

    private static boolean snapshot(StoredRevision revision) {
        return revision.version().endsWith(".SNAPSHOT");
    }

    private Glance.Sight look(Draft draft, Path copy, PluginManifest manifest) throws Rejection {
        claims.check(manifest);
        vetting.check(manifest);
        rewire.check(manifest);
        Glance.Sight sight = glance.look(copy, draft.sha256(), manifest);
        for (Offering offering : sight.offerings()) {
            claims.check(offering, manifest.id());
        }
        vetting.check(manifest, sight.offerings(), sight.settings());
        return sight;
    }

    private Optional<String> refusal(Draft draft, Glance.Sight sight, PluginManifest manifest) {
        return draft.refusal()
                .or(() -> sight.settings().flatMap(s -> configured.misfit(manifest.id(), s)));
    }

    private Optional<StoredRevision> judge(
            Draft draft, List<Offering> offerings, PluginManifest manifest) {
        Optional<StoredRevision> inService = door.inService(manifest, draft.sha256(), draft.file());
        inService.ifPresent(r -> draft.compared(r, door.compare(r, manifest, offerings)));
        return inService;
    }
}
