package dev.gantry.plugins.leak;

import dev.gantry.spi.plugin.RevisionRef;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Follows the class loaders of retired revisions until they are collected. One that outlived two
 * collections of old objects after it was retired is suspect: something still holds a class of the
 * plugin. It counts as leaked when it is known what that is, or that this cannot be found out.
 *
 * <p>Works on a thread of its own with low priority. While a loader is watched that is older than
 * some seconds, the JVM is asked for a collection once in each interval, whatever the number of
 * loaders; for those that are known to be leaked much less often. Thread-safe.
 */
public final class LeakWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeakWatch.class);

    /** How long a retired revision may take to vanish before anything is done for it. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** Intervals between collections for the sake of leaks, and between heap dumps. */
    static final int SELDOM = 20;

    private static final Duration PACE = Duration.ofSeconds(1);

    /** Leaks that are looked for in one heap dump. */
    private static final int TOGETHER = 8;

    private final LeakSettings settings;
    private final InstantSource clock;
    private final BooleanSupplier busy;
    private final Consumer<Leak> found;
    private final Consumer<RevisionRef> collected;
    private final Jvm jvm;
    private final int tenuring;
    private final HolderFinder finder;
    private final ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Semaphore arrived = new Semaphore(0);
    private final Thread thread;
    private Instant asked = Instant.MIN;
    private Instant dumped = Instant.MIN;

    /**
     * Starts to watch.
     *
     * @param busy whether no heap dump may be made now, as somebody waits for a plugin
     * @param owner the bundle that a class belongs to, by the name of the class
     * @param found is told of each leak once, when it is known what holds it or that this cannot be
     *     found out
     * @param collected is told of each leak that was told of and is gone after all
     */
    public LeakWatch(
            LeakSettings settings,
            InstantSource clock,
            BooleanSupplier busy,
            Function<String, Optional<String>> owner,
            Consumer<Leak> found,
            Consumer<RevisionRef> collected) {
        this(settings, clock, busy, owner, found, collected, new HotSpot());
        finder.remove();
        thread.start();
    }

    /** Does nothing by itself: {@link #tick} does it. */
    LeakWatch(
            LeakSettings settings,
            InstantSource clock,
            BooleanSupplier busy,
            Function<String, Optional<String>> owner,
            Consumer<Leak> found,
            Consumer<RevisionRef> collected,
            Jvm jvm) {
        this.settings = settings;
        this.clock = clock;
        this.busy = busy;
        this.found = found;
        this.collected = collected;
        this.jvm = jvm;
        this.tenuring = jvm.tenuring();
        this.finder = new HolderFinder(jvm, settings.folder(), owner);
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .priority(Thread.MIN_PRIORITY)
                        .name("gantry-leaks")
                        .unstarted(this::run);
    }

    /**
     * Follows a class loader from now on.
     *
     * @param loader of the revision, which is retired; {@code null} if it never had one
     */
    public void watch(ClassLoader loader, RevisionRef revision) {
        if (loader != null) {
            watched.add(new Watched(loader, queue, revision, clock.instant(), jvm.collections()));
            arrived.release();
        }
    }

    /** How many are followed now, leaked or not. */
    public int watched() {
        return (int) watched.stream().filter(w -> !w.gone()).count();
    }

    /** What is leaked now, the oldest first. */
    public List<Leak> leaks() {
        return watched.stream()
                .filter(w -> !w.gone())
                .map(w -> Optional.ofNullable(w.leak))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Leak::since))
                .toList();
    }

    private void run() {
        try {
            while (true) {
                if (watched.isEmpty()) {
                    arrived.acquire();
                }
                arrived.drainPermits();
                if (queue.remove(PACE.toMillis()) instanceof Watched gone) {
                    forget(gone);
                }
                tick();
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException e) {
            LOG.error("class loaders of plugins are not watched any more", e);
        }
    }

    /** Does what is due. */
    void tick() throws InterruptedException {
        forgetGone();
        if (due()) {
            asked = clock.instant();
            jvm.collect();
            forgetGone();
        }
        Collections now = jvm.collections();
        for (Watched w : watched) {
            w.suspect = w.suspect || w.leaked(now, tenuring);
        }
        explain(watched.stream().filter(w -> w.suspect && !w.explained && !w.gone()).toList());
    }

    private boolean due() {
        if (settings.interval().isZero()) {
            return false;
        }
        Instant now = clock.instant();
        boolean open = false;
        boolean known = false;
        for (Watched w : watched) {
            known |= w.suspect && !w.gone();
            open |= !w.suspect && !w.gone() && !now.isBefore(w.since.plus(GRACE));
        }
        return open && past(asked, settings.interval(), now)
                || known && past(asked, settings.interval().multipliedBy(SELDOM), now);
    }

    private static boolean past(Instant last, Duration interval, Instant now) {
        return last.equals(Instant.MIN) || !now.isBefore(last.plus(interval));
    }

    private void explain(List<Watched> leaks) throws InterruptedException {
        for (Watched leak : leaks) {
            finder.thread(leak).ifPresent(e -> explained(leak, e));
        }
        List<Watched> left = leaks.stream().filter(w -> !w.explained).limit(TOGETHER).toList();
        if (left.isEmpty()) {
            return;
        }
        long used = jvm.used();
        if (settings.dumpLimit() == 0 || used > settings.dumpLimit()) {
            String why =
                    "allow a heap dump with gantry.plugins.leak.dump.limit, which is "
                            + settings.dumpLimit()
                            + " bytes (the heap has "
                            + used
                            + " in use)";
            left.forEach(w -> explained(w, Explanation.unknown(why)));
            return;
        }
        Instant now = clock.instant();
        if (!busy.getAsBoolean() && past(dumped, settings.interval().multipliedBy(SELDOM), now)) {
            dumped = now;
            finder.heap(left).forEach(this::explained);
        }
    }

    private void explained(Watched w, Explanation e) {
        w.explained = true;
        if (e.passing()) {
            LOG.info("{}: {}", w.revision, e.sentence());
        } else {
            w.leak = new Leak(w.revision, w.since, e.sentence(), e.detail());
            tell(found, w.leak);
        }
    }

    private void forgetGone() {
        while (queue.poll() instanceof Watched gone) {
            forget(gone);
        }
    }

    private void forget(Watched gone) {
        watched.remove(gone);
        if (gone.leak != null) {
            tell(collected, gone.revision);
        }
    }

    private static <T> void tell(Consumer<T> listener, T what) {
        try {
            listener.accept(what);
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be told of", what, e);
        }
    }

    /** Stops to watch. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
    }
}
