package dev.gantry.statistics;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;
import dev.gantry.spi.store.StatisticsStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Brings what happens into the ledger, and reads from it. {@link #tick} and {@link #sync} are
 * called by one thread at a time, all else by anybody.
 */
final class Counting {
    private static final Logger LOG = LoggerFactory.getLogger(Counting.class);
    private static final Duration WRITE = Duration.ofSeconds(5);
    private static final Duration PRUNE = Duration.ofHours(1);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final StatisticsStore store;
    private final BooleanSupplier leading;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Incoming incoming;
    private final long since;
    private volatile boolean restored;
    private Instant pruned = Instant.MIN;
    private String told;
    private final Object lettersLock = new Object();
    private List<Statistics.Letters> letters = List.of();
    private Instant lettersAt = Instant.MIN;

    /**
     * @param self number of this node
     * @param leading whether this node sees to what only one does
     */
    Counting(StatisticsStore store, int self, BooleanSupplier leading, InstantSource clock) {
        this.store = store;
        this.leading = leading;
        this.clock = clock;
        this.ledger = new Ledger(store, self);
        this.since = clock.millis();
        this.incoming = new Incoming(since);
    }

    /** A run came into a state. Quick. */
    void on(Event.RunChanged run) {
        incoming.on(run);
    }

    Optional<Instant> tick() {
        sync();
        return Optional.of(clock.instant().plus(WRITE));
    }

    /** Brings memory and store together; where the store is away it is tried again later. */
    void sync() {
        try {
            if (!restored) {
                incoming.counted(ledger.restore(since));
                restored = true;
            }
            collect();
            long minute = Incoming.minute(clock.millis());
            ledger.write(minute);
            if (leading.getAsBoolean() && !clock.instant().isBefore(pruned.plus(PRUNE))) {
                ledger.prune(minute);
                pruned = clock.instant();
            }
            told = null;
        } catch (GantryException | CompletionException e) {
            Throwable why = e instanceof CompletionException ? e.getCause() : e;
            String text = String.valueOf(why.getMessage());
            if (!text.equals(told)) {
                LOG.warn("statistics are not on disk yet: {}; it is tried again", text);
                told = text;
            }
        }
    }

    private synchronized void collect() {
        if (restored) {
            incoming.take().forEach(ledger::add);
        }
    }

    RunStatistics of(Duration window, Duration step, String task, String tenant) {
        Instant now = clock.instant();
        Window wanted = Window.of(window, step, now);
        collect();
        return wanted.of(ledger.read(Level.of(wanted.step()), wanted.first()), task, tenant, now);
    }

    /** Apart from {@link #collect}, which must not wait for a query. */
    List<Statistics.Letters> deadLetters() {
        synchronized (lettersLock) {
            return freshLetters();
        }
    }

    private List<Statistics.Letters> freshLetters() {
        Instant now = clock.instant();
        if (now.isBefore(lettersAt) || !now.isBefore(lettersAt.plus(FRESH))) {
            letters =
                    store.deadLetters(Statistics.MOST_LETTERS).stream()
                            .map(
                                    one ->
                                            new Statistics.Letters(
                                                    one.task(),
                                                    one.runs(),
                                                    RunId.text(one.newest()),
                                                    Instant.ofEpochMilli(one.finished())))
                            .toList();
            lettersAt = now;
        }
        return letters;
    }
}
