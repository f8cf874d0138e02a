package dev.gantry.slo;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.SloStore;
import dev.gantry.spi.store.StoredCount;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Counts what objectives are about, and keeps the counts in the store. {@link #on} may be called
 * from anywhere; all else by one thread at a time.
 */
final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int KNOWN_TASKS = 10_000;

    /** How much of what others counted is read again, as it may have been written late. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private static final Duration PRUNE = Duration.ofHours(1);

    private record Counted(Meaning meaning, Counts counts) {}

    private final SloStore store;
    private final IntSupplier self;
    private final boolean alone;
    private final InstantSource clock;
    private final Set<Meaning> restored = new HashSet<>();
    private final Set<Meaning> followed = new HashSet<>();
    private Instant pruned = Instant.MIN;
    private String told;
    private volatile Map<Meaning, Counted> all = Map.of();
    private volatile Map<String, List<Counted>> byTask = new ConcurrentHashMap<>();

    /**
     * @param self number of this node
     * @param alone whether no other node can be there
     */
    Ledger(SloStore store, IntSupplier self, boolean alone, InstantSource clock) {
        this.store = store;
        this.self = self;
        this.alone = alone;
        this.clock = clock;
    }

    /**
     * What is to be counted from now on. Counts of what is counted no more are forgotten, and what
     * of them is not on disk is lost: {@link #sync} before.
     */
    void use(Collection<Meaning> meanings) {
        Map<Meaning, Counted> next = new LinkedHashMap<>();
        for (Meaning meaning : meanings) {
            Counted before = all.get(meaning);
            next.put(
                    meaning,
                    before != null ? before : new Counted(meaning, new Counts(meaning.key())));
        }
        restored.retainAll(next.keySet());
        followed.retainAll(next.keySet());
        all = next;
        byTask = new ConcurrentHashMap<>();
    }

    /** Counts. Quick. */
    void on(Event.RunChanged run) {
        if (all.isEmpty() || run.state() != RunState.FINISHED && run.state() != RunState.RUNNING) {
            return;
        }
        List<Counted> those = of(run.task());
        if (those.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        for (Counted each : those) {
            Optional<Boolean> good = each.meaning.good(run);
            if (good.isPresent()) {
                each.counts.add(now, good.get() ? 1 : 0, 1);
            }
        }
    }

    private List<Counted> of(String task) {
        Map<String, List<Counted>> known = byTask;
        List<Counted> those = known.get(task);
        if (those == null) {
            those = all.values().stream().filter(each -> each.meaning.covers(task)).toList();
            if (known.size() < KNOWN_TASKS) {
                known.put(task, those);
            }
        }
        return those;
    }

    Counts counts(Meaning meaning) {
        return all.get(meaning).counts;
    }

    /**
     * Brings memory and store together: reads what was counted before, writes what is new, reads
     * what other nodes counted. Where the store is away it is tried again with the next call.
     *
     * @param leading whether this node sees to what only one does
     */
    void sync(boolean leading) {
        try {
            restore();
            write();
            if (!alone) {
                follow();
            }
            if (leading && !clock.instant().isBefore(pruned.plus(PRUNE))) {
                prune();
                pruned = clock.instant();
            }
            told = null;
        } catch (GantryException | CompletionException e) {
            Throwable why = e instanceof CompletionException ? e.getCause() : e;
            String text = String.valueOf(why.getMessage());
            if (!text.equals(told)) {
                LOG.warn("counts of objectives are not on disk yet: {}; it is tried again", text);
                told = text;
            }
        }
    }

    private void restore() {
        List<Meaning> fresh =
                all.keySet().stream().filter(each -> !restored.contains(each)).toList();
        if (!fresh.isEmpty()) {
            Map<String, Counts> counts = byKey(fresh);
            long since = minute(clock.instant().minus(Counts.LONGEST)) - Counts.HOUR;
            for (StoredCount count : store.of(self.getAsInt(), counts.keySet(), since)) {
                counts.get(count.counted()).restore(count);
            }
            restored.addAll(fresh);
        }
    }

    /** Writes what is new; what cannot be written stays new. */
    private void write() {
        List<StoredCount> changed = new ArrayList<>();
        Map<String, Counts> counts = byKey(restored);
        counts.values().forEach(each -> changed.addAll(each.changed()));
        if (changed.isEmpty()) {
            return;
        }
        try {
            store.put(self.getAsInt(), changed).join();
        } catch (GantryException | CompletionException e) {
            changed.forEach(count -> counts.get(count.counted()).again(count));
            throw e;
        }
    }

    private void follow() {
        Instant now = clock.instant();
        List<Meaning> fresh =
                all.keySet().stream().filter(each -> !followed.contains(each)).toList();
        long late = minute(now.minus(LATE)) - Counts.HOUR;
        take(byKey(followed), late);
        if (!fresh.isEmpty()) {
            take(byKey(fresh), minute(now.minus(Counts.LONGEST)) - Counts.HOUR);
            followed.addAll(fresh);
        }
    }

    private void take(Map<String, Counts> counts, long since) {
        for (StoredCount count : store.others(self.getAsInt(), counts.keySet(), since)) {
            counts.get(count.counted()).others(count);
        }
    }

    private void prune() {
        long now = minute(clock.instant());
        store.prune(Counts.MINUTE, now - Counts.FINE.toMinutes() - Counts.HOUR).join();
        store.prune(Counts.HOUR, now - Counts.LONGEST.toMinutes() - Counts.HOUR).join();
    }

    private Map<String, Counts> byKey(Collection<Meaning> meanings) {
        Map<String, Counts> counts = new LinkedHashMap<>();
        for (Meaning meaning : meanings) {
            Counted there = all.get(meaning);
            if (there != null) {
                counts.put(meaning.key(), there.counts);
            }
        }
        return counts;
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }
}
