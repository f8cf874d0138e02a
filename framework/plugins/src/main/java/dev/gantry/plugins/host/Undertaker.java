package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Frames;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.leak.LeakWatch;
import dev.gantry.spi.plugin.DeployStep;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleReference;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes revisions out of the framework: stop, look for what they left behind, uninstall. Each on
 * threads of its own, so that one that hangs holds up nobody. Thread-safe.
 */
final class Undertaker {
    private static final Logger LOG = LoggerFactory.getLogger(Undertaker.class);
    private static final Duration AFTERMATH = Duration.ofSeconds(1);
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final BundleContext context;
    private final LeakWatch leaks;
    private final MetricsOfPlugins metrics;
    private final Steps steps;
    private final Duration stopTimeout;
    private final Set<Thread> stoppers = ConcurrentHashMap.newKeySet();

    Undertaker(
            BundleContext context,
            LeakWatch leaks,
            MetricsOfPlugins metrics,
            Steps steps,
            Duration stopTimeout) {
        this.context = context;
        this.leaks = leaks;
        this.metrics = metrics;
        this.steps = steps;
        this.stopTimeout = stopTimeout;
    }

    /**
     * Stops and uninstalls a revision that nothing calls any more.
     *
     * @param done is told what it did wrong, in one sentence, if anything
     */
    void bury(LiveRevision revision, Consumer<Optional<String>> done) {
        Thread.ofVirtual()
                .name("gantry-retire " + revision.ref())
                .start(
                        () ->
                                done.accept(
                                        bury(
                                                revision.bundle(),
                                                revision.loader(),
                                                revision.frames(),
                                                revision.ref())));
    }

    /** As {@link #bury}, for one that never served. */
    void discard(LiveRevision revision) {
        revision.close();
        bury(revision, fault -> fault.ifPresent(f -> LOG.warn("{}: {}", revision.ref(), f)));
    }

    /** Removes a bundle that never served; bounded in time. */
    void discard(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        if (bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED) {
            remove(bundle, loader);
        } else {
            bury(bundle, loader, new Frames(java.util.Set.of()), null)
                    .ifPresent(f -> LOG.warn("{}: {}", bundle.getSymbolicName(), f));
        }
    }

    /** Stops bundles all at once as Gantry stops, and waits for what is under way. */
    void stopAll(Collection<LiveRevision> revisions) throws InterruptedException {
        revisions.forEach(r -> stopper(r.bundle(), r.loader(), false, r.ref().toString(), null));
        long end = System.nanoTime() + stopTimeout.toNanos();
        for (Thread thread : List.copyOf(stoppers)) {
            long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            thread.join(left);
            if (thread.isAlive()) {
                LOG.warn("{} did not stop within {}", thread.getName(), told(stopTimeout));
                thread.interrupt();
            }
        }
    }

    private Optional<String> bury(
            Bundle bundle, ClassLoader loader, Frames frames, RevisionRef ref) {
        Thread stopper = stopper(bundle, loader, true, bundle.getSymbolicName(), ref);
        try {
            stopper.join(stopTimeout.toMillis());
            if (bundle.getState() == Bundle.STOPPING || bundle.getState() == Bundle.ACTIVE) {
                String stuck =
                        frames.first(stopper.getStackTrace())
                                .map(f -> "; it is stuck in " + f)
                                .orElse("");
                stopper.interrupt();
                return Optional.of(
                        "it did not stop within "
                                + told(stopTimeout)
                                + stuck
                                + ": let its @Deactivate return soon, and restart Gantry to be rid"
                                + " of it");
            }
            stopper.join(REFRESH.plus(AFTERMATH).toMillis());
            return leftBehind(loader, frames);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Thread stopper(
            Bundle bundle, ClassLoader loader, boolean remove, String name, RevisionRef ref) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("gantry-stop " + name)
                        .unstarted(() -> stop(bundle, loader, remove, name, ref));
        stoppers.add(thread);
        thread.start();
        return thread;
    }

    private void stop(
            Bundle bundle, ClassLoader loader, boolean remove, String name, RevisionRef ref) {
        Thread.currentThread().setContextClassLoader(loader);
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} failed to stop: {}", name, e.getMessage(), e);
        } finally {
            Thread.currentThread().setContextClassLoader(null);
        }
        if (ref != null) {
            steps.at(DeployStep.STOPPED, ref);
        }
        if (remove) {
            remove(bundle, loader);
        }
        if (ref != null) {
            steps.at(DeployStep.UNINSTALLED, ref);
        }
        stoppers.remove(Thread.currentThread());
    }

    /** Uninstalls one bundle and frees its wiring, which touches no other bundle. */
    private void remove(Bundle bundle, ClassLoader loader) {
        metrics.gone(bundle);
        try {
            bundle.uninstall();
            FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
            if (wiring.getDependencyClosure(List.of(bundle)).size() == 1) {
                CountDownLatch refreshed = new CountDownLatch(1);
                wiring.refreshBundles(
                        List.of(bundle),
                        event -> {
                            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                                refreshed.countDown();
                            }
                        });
                if (!refreshed.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("{} was not freed within {}", bundle, told(REFRESH));
                }
            }
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{} cannot be uninstalled: {}", bundle, e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaks.watch(loader, ref(bundle));
    }

    /** The revision of a plugin's bundle, which is also in its location. */
    static RevisionRef ref(Bundle bundle) {
        String sha256 = bundle.getLocation().substring(Trial.LOCATION.length()).split(":")[0];
        return new RevisionRef(bundle.getSymbolicName(), bundle.getVersion().toString(), sha256);
    }

    /** A thread of the plugin that is still there after a short while. */
    private static Optional<String> leftBehind(ClassLoader loader, Frames frames)
            throws InterruptedException {
        long end = System.nanoTime() + AFTERMATH.toNanos();
        Optional<String> found = thread(loader, frames);
        while (found.isPresent() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
            found = thread(loader, frames);
        }
        return found;
    }

    private static Optional<String> thread(ClassLoader loader, Frames frames) {
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            ClassLoader own = thread.getContextClassLoader();
            Optional<String> frame = frames.first(entry.getValue());
            boolean ours = own == loader || thread.getClass().getClassLoader() == loader;
            boolean others = own instanceof BundleReference;
            if (loader != null && (ours || frame.isPresent() && !others)) {
                return Optional.of(
                        "it left the thread \""
                                + thread.getName()
                                + "\" behind"
                                + frame.map(f -> ", running " + f).orElse("")
                                + ": end it in @Deactivate, and restart Gantry to be rid of it");
            }
        }
        return Optional.empty();
    }

    /** A duration for people. */
    static String told(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
