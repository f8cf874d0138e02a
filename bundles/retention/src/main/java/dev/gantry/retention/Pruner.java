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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Counts and deletes, one pass at a time. Thread-safe. */
final class Pruner {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int PART = 500;

    private final RetentionStore store;
    private final Ledger ledger;
    private final Supplier<Policy> policies;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final Meters meters;
    private final Pace pace;
    private final Census census;
    private final ReentrantLock one = new ReentrantLock();
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
            Pace.Rest rest) {
        this.store = store;
        this.ledger = ledger;
        this.policies = policies;
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.pace = new Pace(rest);
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
                    prune(() -> closed);
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
            one.unlock();
        }
    }

    private Pruning dry() {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        Map<String, Tally> found = new TreeMap<>();
        new Pass(store, ledger, clock, pace, policies.get())
                .go(false, () -> closed, runs -> runs.forEach(run -> add(found, run)));
        return pruning(true, at, begin, found);
    }

    /** Returns whether there is more. */
    private boolean prune(BooleanSupplier stopped) {
        Instant at = clock.instant();
        long begin = System.nanoTime();
        Policy policy = policies.get();
        if (!policy.equals(before)) {
            ledger.spans().forEach(Span::wake);
            before = policy;
        }
        Map<String, Tally> gone = new TreeMap<>();
        boolean all =
                new Pass(store, ledger, clock, pace, policy)
                        .go(true, stopped, runs -> delete(runs, gone));
        trim(stopped);
        last = pruning(false, at, begin, gone);
        meters.timer("gantry_retention_pass_seconds", "Time of a pass over the finished runs")
                .record(last.took());
        if (last.runs() > 0) {
            LOG.debug("{} runs were deleted in {}", last.runs(), last.took());
        }
        return !all && !closed;
    }

    private void delete(List<PastRun> runs, Map<String, Tally> gone) {
        for (int from = 0; from < runs.size() && !closed; ) {
            List<PastRun> part = runs.subList(from, Math.min(runs.size(), from + pace.size()));
            from += part.size();
            long begin = System.nanoTime();
            RetentionStore.Deleted deleted = Futures.join(store.delete(part));
            Set<Long> ids = new HashSet<>(deleted.runs());
            for (PastRun run : part) {
                if (ids.contains(run.id())) {
                    ledger.removed(run);
                    add(gone, run);
                    pruned(run.task()).increment();
                }
            }
            pace.deleted(deleted.took(), Duration.ofNanos(System.nanoTime() - begin));
        }
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

    Optional<Pruning> last() {
        return Optional.ofNullable(last);
    }

    /** Nothing is deleted any more. */
    void close() {
        closed = true;
    }
}
