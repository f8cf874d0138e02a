package dev.gantry.retention;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.retention.Pruning;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredSpan.Tally;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Counts and deletes, one pass at a time. Thread-safe. */
final class Pruner {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int PART = 500;
    private static final double SPARED = 0.1;

    private final RetentionStore store;
    private final Ledger ledger;
    private final Remains remains;
    private final Supplier<Policy> policies;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final Meters meters;
    private final Deleting deleting;
    private final Pace pace;
    private final Pace shrinking;
    private final Census census;
    private final ReentrantLock one = new ReentrantLock();
    private final ReentrantLock part = new ReentrantLock();
    private final AtomicInteger changes = new AtomicInteger();
    private Policy before;
    private volatile boolean closed;
    private volatile Pruning last;

    /**
     * @param policies what holds now
     */
    Pruner(
            RetentionStore store,
            Ledger ledger,
            Supplier<Policy> policies,
            RetentionSettings settings,
            InstantSource clock,
            Meters meters,
            Deleting deleting) {
        this.store = store;
        this.ledger = ledger;
        this.remains = new Remains(store);
        this.policies = policies;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.pace = deleting.pace();
        this.shrinking = pace.another();
        this.deleting = deleting;
        this.census = new Census(store, ledger, pace, clock, () -> closed);
    }

    /** A pass of some length; returns whether there is more to do at once. */
    boolean pass() {
        return locked(
                () -> {
                    long end = System.nanoTime() + LONGEST.toNanos();
                    boolean more = census.count();
                    census.again();
                    BooleanSupplier stopped = () -> closed || System.nanoTime() - end > 0;
                    return prune(stopped) || more;
                });
    }

    /** A pass over all. */
    Pruning run(boolean dryRun) {
        return locked(
                () -> {
                    while (!closed && census.count()) {}
                    census.again();
                    ledger.spans().forEach(Span::wake);
                    if (dryRun) {
                        return dry();
                    }
                    while (prune(() -> closed)) {}
                    return last;
                });
    }

    private <T> T locked(Supplier<T> work) {
        one.lock();
        try {
            ledger.load();
            return work.get();
        } catch (RuntimeException e) {
            ledger.doubt();
            throw e;
        } finally {
            deleting.over();
            one.unlock();
        }
    }

    private Pruning dry() {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        Map<String, Tally> found = new TreeMap<>();
        new Pass(store, ledger, clock, pace, policies.get())
                .go(
                        false,
                        () -> closed,
                        runs -> {
                            runs.forEach(run -> add(found, run));
                            return true;
                        });
        return pruning(true, at, begin, found);
    }

    /** Returns whether there is more. */
    private boolean prune(BooleanSupplier stopped) {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        int seen = changes.get();
        Policy policy = policies.get();
        BooleanSupplier over = () -> stopped.getAsBoolean() || changes.get() != seen;
        if (!policy.equals(before)) {
            ledger.spans().forEach(Span::wake);
            before = policy;
        }
        Map<String, Tally> gone = new TreeMap<>();
        boolean all =
                new Pass(store, ledger, clock, pace, policy)
                        .go(true, over, runs -> delete(runs, gone, seen));
        trim(over);
        shrink(over);
        last = pruning(false, at, begin, gone);
        meters.timer("gantry_retention_pass_seconds", "Time of a pass over the finished runs")
                .record(last.took());
        if (last.runs() > 0) {
            LOG.debug("{} runs were deleted in {}", last.runs(), last.took());
        }
        return !all && !closed;
    }

    private boolean delete(List<PastRun> runs, Map<String, Tally> gone, int seen) {
        int went = 0;
        for (int from = 0; from < runs.size() && !closed && changes.get() == seen; ) {
            List<PastRun> few = deleting.next(runs.subList(from, runs.size()));
            from += few.size();
            List<PastRun> deleted = whileUnchanged(few, seen);
            went += deleted.size();
            for (PastRun run : deleted) {
                ledger.removed(run);
                add(gone, run);
                pruned(run.task()).increment();
            }
            remains.clear(deleted.stream().map(PastRun::id).toList());
        }
        return went == runs.size();
    }

    private List<PastRun> whileUnchanged(List<PastRun> runs, int seen) {
        part.lock();
        try {
            return changes.get() == seen ? deleting.delete(runs) : List.of();
        } finally {
            part.unlock();
        }
    }

    /** The rules have changed: when this returns, nothing is deleted by the old ones any more. */
    void changed() {
        changes.incrementAndGet();
        part.lock();
        part.unlock();
    }

    private Meters.Counter pruned(String task) {
        return meters.counter(
                "gantry_retention_pruned_total", "Finished runs that were deleted", "task", task);
    }

    /** Idempotency keys and notes, by their own age. */
    private void trim(BooleanSupplier stopped) {
        Instant now = clock.instant();
        long keys = RunId.first(now.minus(settings.keys()));
        trim(stopped, () -> Futures.join(store.deleteKeys(keys, PART)));
        if (!settings.notes().isZero()) {
            long notes = now.minus(settings.notes()).toEpochMilli();
            trim(stopped, () -> Futures.join(store.deleteNotes(notes, PART)));
        }
    }

    /** What deletions left goes back to the disk, but for what will be needed again soon. */
    private void shrink(BooleanSupplier stopped) {
        int gone = 1;
        while (gone > 0 && !stopped.getAsBoolean()) {
            long begin = System.nanoTime();
            RetentionStore.Shrunk step = Futures.join(store.shrink(shrinking.size(), SPARED));
            gone = step.pages();
            if (gone > 0) {
                shrinking.deleted(step.took(), Duration.ofNanos(System.nanoTime() - begin));
            }
        }
    }

    private void trim(BooleanSupplier stopped, IntSupplier part) {
        int deleted = PART;
        while (deleted == PART && !stopped.getAsBoolean()) {
            long begin = System.nanoTime();
            deleted = part.getAsInt();
            pace.read(Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static void add(Map<String, Tally> sums, PastRun run) {
        sums.merge(
                run.task(),
                new Tally(1, run.bytes()),
                (a, b) -> new Tally(a.runs() + b.runs(), a.bytes() + b.bytes()));
    }

    private static Pruning pruning(boolean dry, Instant at, long begin, Map<String, Tally> tasks) {
        return new Pruning(
                dry,
                at,
                Duration.ofNanos(System.nanoTime() - begin),
                tasks.entrySet().stream()
                        .map(
                                task ->
                                        new Pruning.Of(
                                                task.getKey(),
                                                task.getValue().runs(),
                                                task.getValue().bytes()))
                        .toList());
    }

    /** What goes with the runs. */
    Remains remains() {
        return remains;
    }

    Optional<Pruning> last() {
        return Optional.ofNullable(last);
    }

    /** Nothing is deleted any more. */
    void close() {
        closed = true;
    }
}
