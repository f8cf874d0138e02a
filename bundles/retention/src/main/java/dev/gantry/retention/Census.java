package dev.gantry.retention;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredSpan;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Counts runs in the background: each once after it was made, and those of a span again, at growing
 * intervals, while some of it are open. So the writes of runs need no counters. For one thread.
 */
final class Census {
    private static final int PAGE = 2_000;
    private static final int PAGES = 50;
    private static final Duration LAG = Duration.ofSeconds(30);
    private static final long SOONEST = Duration.ofMinutes(1).toMillis();
    private static final long LATEST = Duration.ofHours(6).toMillis();

    private final RetentionStore store;
    private final Ledger ledger;
    private final Pace pace;
    private final InstantSource clock;
    private final BooleanSupplier stopped;

    Census(
            RetentionStore store,
            Ledger ledger,
            Pace pace,
            InstantSource clock,
            BooleanSupplier stopped) {
        this.store = store;
        this.ledger = ledger;
        this.pace = pace;
        this.clock = clock;
        this.stopped = stopped;
    }

    /** Counts what is new, up to some number; returns whether there is more. */
    boolean count() {
        long end = RunId.first(clock.instant().minus(LAG));
        for (int i = 0; i < PAGES && !stopped.getAsBoolean(); i++) {
            List<PastRun> page = page(ledger.upto() + 1, end);
            if (!page.isEmpty()) {
                note(ledger.count(page, clock.millis()));
            }
            if (page.size() < PAGE) {
                return false;
            }
        }
        return true;
    }

    /** Counts again where runs were open, and forgets what is empty. */
    void again() {
        long now = clock.millis();
        long newest = RetentionStore.span(Math.max(0, ledger.upto()));
        for (Span span : ledger.spans()) {
            if (stopped.getAsBoolean()) {
                return;
            }
            long wait = Math.clamp((span.at() - span.begin()) / 4, SOONEST, LATEST);
            if (span.open() > 0 && now - span.at() >= wait) {
                recount(span);
            }
            if (span.empty() && span.number() < newest) {
                Futures.join(store.forget(span.number()));
                ledger.forget(span);
            }
        }
    }

    private void recount(Span before) {
        Span fresh = new Span(before.number());
        long from = before.first();
        List<PastRun> page;
        do {
            page = page(from, before.upto() + 1);
            for (PastRun run : page) {
                fresh.count(run, clock.millis());
                from = run.id() + 1;
            }
        } while (page.size() == PAGE && !stopped.getAsBoolean());
        if (!stopped.getAsBoolean()) {
            fresh.keep(before, clock.millis());
            note(List.of(fresh));
            ledger.replace(fresh);
        }
    }

    private List<PastRun> page(long from, long to) {
        long begin = System.nanoTime();
        List<PastRun> page = store.past(from, to, Long.MAX_VALUE, PAGE);
        pace.read(Duration.ofNanos(System.nanoTime() - begin));
        return page;
    }

    private void note(Collection<Span> spans) {
        List<StoredSpan> rows = new ArrayList<>();
        spans.forEach(span -> rows.add(span.stored()));
        Futures.join(store.note(rows));
    }
}
