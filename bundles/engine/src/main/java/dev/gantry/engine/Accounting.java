package dev.gantry.engine;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.plugin.Usage;
import dev.gantry.spi.plugin.Usages;
import dev.gantry.spi.store.StoredUsage;
import dev.gantry.spi.store.UsageStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What each revision uses. It is shown at once, and written every few seconds and at the end.
 * Thread-safe; one thread at a time calls {@link #tick} and {@link #close}.
 */
final class Accounting implements Usages, EventListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Accounting.class);
    private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WRITE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PATIENCE_SECONDS = 5;

    private final UsageStore store;
    private final Meters meters;
    private final Metering metering;
    private final Map<RevisionRef, Tally> live = new ConcurrentHashMap<>();
    private final Map<RevisionRef, List<AutoCloseable>> shown = new ConcurrentHashMap<>();
    private final Map<String, StoredUsage> known = new ConcurrentHashMap<>();
    private final Set<String> unwritten = ConcurrentHashMap.newKeySet();
    private CompletableFuture<Void> write = CompletableFuture.completedFuture(null);
    private long refilled = System.nanoTime();
    private long settled = refilled;
    private long written = refilled;

    /**
     * @param metering {@code null} to leave processor time and allocation out
     */
    Accounting(UsageStore store, Meters meters, Metering metering) {
        this.store = store;
        this.meters = meters;
        this.metering = metering;
        store.prune();
        store.usages().forEach(usage -> known.put(usage.sha256(), usage));
    }

    /** Starts an attempt of a run on a virtual thread of its own. */
    void start(LiveRun run, Function<LiveRun, Runnable> attempt) {
        Charge charge = new Charge(this, metering);
        run.charge(charge);
        Thread.Builder.OfVirtual thread =
                metering == null ? Thread.ofVirtual() : metering.threads(charge);
        thread.name("run-" + run.name()).start(attempt.apply(run));
    }

    /** The tally of a revision. */
    Tally tally(RevisionRef revision) {
        Tally tally = live.get(revision);
        return tally == null ? live.computeIfAbsent(revision, this::open) : tally;
    }

    private Tally open(RevisionRef revision) {
        StoredUsage before = known.getOrDefault(revision.sha256(), none(revision));
        Tally tally = new Tally(revision, before);
        shown.put(revision, show(tally));
        return tally;
    }

    private static StoredUsage none(RevisionRef revision) {
        return new StoredUsage(
                revision.sha256(),
                revision.plugin(),
                revision.version(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private List<AutoCloseable> show(Tally tally) {
        RevisionRef revision = tally.revision();
        String[] labels = {"plugin", revision.plugin(), "version", revision.version()};
        return List.of(
                meters.total(
                        "gantry_plugin_attempt_seconds_total",
                        "Time that attempts took",
                        tally::attemptSeconds,
                        labels),
                meters.total(
                        "gantry_plugin_queue_seconds_total",
                        "Time from when runs were due to the start of their attempts",
                        tally::queueSeconds,
                        labels),
                meters.total(
                        "gantry_plugin_cpu_seconds_total",
                        "Processor time of the virtual threads of attempts",
                        tally::cpuSeconds,
                        labels),
                meters.total(
                        "gantry_plugin_allocated_bytes_total",
                        "Heap that the virtual threads of attempts allocated",
                        tally::allocatedBytes,
                        labels),
                meters.total(
                        "gantry_plugin_log_bytes_total",
                        "Lines in the logs of runs",
                        tally::logBytes,
                        labels));
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.PluginChanged changed && changed.sha256() != null) {
            boolean gone = changed.state() == RevisionState.RETIRED;
            for (Tally tally : live.values()) {
                if (tally.revision().sha256().equals(changed.sha256())) {
                    tally.retired(gone);
                }
            }
        }
    }

    @Override
    public Optional<Usage> of(String sha256) {
        for (Tally tally : live.values()) {
            if (tally.revision().sha256().equals(sha256)) {
                return Optional.of(usage(tally.total()));
            }
        }
        return Optional.ofNullable(known.get(sha256)).map(Accounting::usage);
    }

    @Override
    public Map<String, Usage> all() {
        Map<String, Usage> all = new HashMap<>();
        known.forEach((sha256, usage) -> all.put(sha256, usage(usage)));
        live.values().forEach(t -> all.put(t.revision().sha256(), usage(t.total())));
        return all;
    }

    private static Usage usage(StoredUsage u) {
        return new Usage(
                new RevisionRef(u.plugin(), u.version(), u.sha256()),
                u.started(),
                u.succeeded(),
                u.failed(),
                u.lost(),
                u.abandoned(),
                u.measured(),
                Duration.ofNanos(u.attemptTime()),
                Duration.ofNanos(u.queueTime()),
                Duration.ofNanos(u.cpuTime()),
                u.allocatedBytes(),
                u.logBytes());
    }

    /** What is to be done now and then; often called. */
    void tick() {
        long now = System.nanoTime();
        if (now - refilled >= REFILL_NANOS) {
            refilled = now;
            if (metering != null) {
                metering.refill();
            }
        }
        if (now - settled >= SETTLE_NANOS) {
            settled = now;
            live.values().forEach(Tally::settle);
        }
        if (now - written >= WRITE_NANOS) {
            written = now;
            write();
        }
    }

    /** Writes what changed, and folds up what is over. */
    void write() {
        if (!write.isDone()) {
            return;
        }
        for (Tally tally : live.values()) {
            boolean over = tally.over();
            RevisionRef revision = tally.revision();
            StoredUsage total = tally.total();
            if (!total.equals(known.put(revision.sha256(), total))) {
                unwritten.add(revision.sha256());
            }
            if (over) {
                live.remove(revision);
                close(shown.remove(revision));
            }
        }
        List<StoredUsage> changed = new ArrayList<>();
        unwritten.forEach(sha256 -> changed.add(known.get(sha256)));
        if (changed.isEmpty()) {
            return;
        }
        write =
                store.put(changed)
                        .handle(
                                (done, failure) -> {
                                    if (failure == null) {
                                        changed.forEach(u -> unwritten.remove(u.sha256()));
                                    } else {
                                        LOG.warn(
                                                "What plugins used could not be written, and is"
                                                        + " tried again: {}",
                                                failure.getMessage());
                                    }
                                    return null;
                                });
    }

    private static void close(List<AutoCloseable> meters) {
        for (AutoCloseable meter : meters) {
            try {
                meter.close();
            } catch (Exception e) {
                LOG.warn("A meter of a plugin cannot be removed", e);
            }
        }
    }

    /** Writes what is not written yet. */
    @Override
    public void close() {
        live.values().forEach(Tally::settle);
        write.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        write();
        write.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        shown.values().forEach(Accounting::close);
    }
}
