package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.LiveCatalog;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.PluginStore;

import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Revisions that take no new work: each stays until the last piece of work that started on it is
 * over, and is then stopped and uninstalled. Work is never stopped unless a person forces it.
 * Called on the deployer's thread; looked at by all.
 */
final class Retirement {

    /** What happens to those who leave; told on the deployer's thread. */
    interface Watcher {
        /** It should be gone by now, and is not. */
        void overdue(RevisionRef revision, String why);

        /**
         * It is out of the framework.
         *
         * @param fault what it did wrong, in one sentence, or {@code null}
         */
        void gone(LiveRevision revision, String fault);
    }

    /** How long a revision has. */
    record Limits(Duration drain, Duration force) {}

    private static final class Leaving {
        private final LiveRevision live;
        private final Instant since;
        private final Instant deadline;
        private volatile long waiting;
        private volatile String reason = "its work is ending";
        private volatile Instant forced;
        private boolean told;

        Leaving(LiveRevision live, Instant since, Instant deadline) {
            this.live = live;
            this.since = since;
            this.deadline = deadline;
        }
    }

    private final PluginStore store;
    private final Registry registry;
    private final LiveCatalog catalog;
    private final Undertaker undertaker;
    private final Steps steps;
    private final Clocked clocked;
    private final Map<String, Leaving> leaving = new ConcurrentHashMap<>();

    /** Time, limits and the thread that all is done on. */
    record Clocked(InstantSource clock, Limits limits, Executor thread) {}

    Retirement(
            PluginStore store,
            Registry registry,
            LiveCatalog catalog,
            Undertaker undertaker,
            Steps steps,
            Clocked clocked) {
        this.store = store;
        this.registry = registry;
        this.catalog = catalog;
        this.undertaker = undertaker;
        this.steps = steps;
        this.clocked = clocked;
    }

    /** A revision takes no new work from now on. */
    void begin(LiveRevision live, Watcher watcher) {
        Instant now = clocked.clock().instant();
        String sha = live.ref().sha256();
        leaving.put(sha, new Leaving(live, now, now.plus(clocked.limits().drain())));
        steps.at(DeployStep.DRAINING, live.ref());
        live.drain(() -> clocked.thread().execute(() -> look(sha, watcher)));
    }

    /** Takes new work again; {@code false} if it is too late for that. */
    boolean undo(LiveRevision live) {
        return live.undrain() && leaving.remove(live.ref().sha256()) != null;
    }

    /** How a revision leaves; empty if it does not. */
    Optional<Drain> of(String sha256) {
        Leaving one = leaving.get(sha256);
        return one == null
                ? Optional.empty()
                : Optional.of(
                        new Drain(
                                one.live.leases(),
                                one.waiting,
                                one.since,
                                one.deadline,
                                one.forced != null,
                                one.reason));
    }

    /**
     * Ends it now: its work is asked to stop, interrupted, and begins again elsewhere.
     *
     * @return {@code false} if it is not leaving
     */
    boolean force(String sha256, String why, Watcher watcher) {
        Leaving one = leaving.get(sha256);
        if (one == null) {
            return false;
        }
        one.forced = clocked.clock().instant();
        catalog.gone(one.live);
        catalog.revoke(one.live.ref(), why);
        look(sha256, watcher);
        return true;
    }

    /** Looks at all that leave; to be called about once a second. */
    void tick(Watcher watcher) {
        leaving.keySet().forEach(sha -> look(sha, watcher));
    }

    private void look(String sha256, Watcher watcher) {
        Leaving one = leaving.get(sha256);
        if (one == null) {
            return;
        }
        Instant now = clocked.clock().instant();
        Optional<String> holds = holds(one);
        if (holds.isEmpty() && one.live.closeIfIdle()) {
            bury(one, watcher);
            return;
        }
        one.reason = holds.orElse("its work is ending");
        if (one.forced != null && !now.isBefore(one.forced.plus(clocked.limits().force()))) {
            one.live.close();
            bury(one, watcher);
        } else if (!one.told && now.isAfter(one.deadline)) {
            one.told = true;
            watcher.overdue(
                    one.live.ref(),
                    one.reason
                            + "; it should be gone since "
                            + one.deadline
                            + ": wait, or end it with gantry plugin drain "
                            + one.live.ref().plugin()
                            + " "
                            + one.live.ref().version()
                            + " --force");
        }
    }

    /** What keeps it, in one sentence; empty if nothing does. */
    private Optional<String> holds(Leaving one) {
        int leases = one.live.leases();
        if (leases > 0) {
            one.waiting = 0;
            return Optional.of(
                    leases == 1
                            ? "a piece of work runs on it"
                            : leases + " pieces of work run on it");
        }
        RevisionRef ref = one.live.ref();
        boolean served = one.forced == null && registry.policy(ref.plugin()).enabled();
        one.waiting = served ? store.needing(name(ref)) : 0;
        if (one.waiting > 0) {
            return Optional.of(
                    (one.waiting == 1 ? "a run" : one.waiting + " runs")
                            + " that started on it "
                            + (one.waiting == 1 ? "waits" : "wait")
                            + " for the next attempt");
        }
        return users(one.live)
                .map(user -> user + " uses its packages: drop that plugin again, or delete it");
    }

    /** How the store names a revision. */
    static String name(RevisionRef ref) {
        return ref.plugin() + " " + ref.version() + " " + ref.sha256();
    }

    private static Optional<String> users(LiveRevision live) {
        BundleWiring wiring = live.bundle().adapt(BundleWiring.class);
        List<BundleWire> wires =
                wiring == null
                        ? List.of()
                        : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE);
        return wires.stream()
                .map(wire -> wire.getRequirer().getBundle())
                .filter(bundle -> bundle != live.bundle())
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
                .findFirst();
    }

    private void bury(Leaving one, Watcher watcher) {
        String sha = one.live.ref().sha256();
        leaving.remove(sha, one);
        catalog.gone(one.live);
        undertaker.bury(
                one.live,
                fault ->
                        clocked.thread().execute(() -> watcher.gone(one.live, fault.orElse(null))));
    }
}
