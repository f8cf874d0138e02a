package dev.gantry.retention;

import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredSpan;
import dev.gantry.spi.store.StoredSpan.Tally;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many finished runs there are, by span and task type. Thread-safe for {@link #totals}. */
final class Ledger {
    private final RetentionStore store;
    private final TreeMap<Long, Span> spans = new TreeMap<>();
    private boolean known;

    /**
     * Finished runs of one task type.
     *
     * @param oldest the span of the oldest one
     */
    record Total(long runs, long bytes, long oldest) {}

    Ledger(RetentionStore store) {
        this.store = store;
    }

    /** Reads what was noted, if that was not done yet. */
    synchronized void load() {
        if (!known) {
            spans.clear();
            for (StoredSpan stored : store.spans()) {
                spans.put(stored.number(), Span.of(stored));
            }
            known = true;
        }
    }

    /** What is on disk may be something else: it is read again. */
    synchronized void doubt() {
        known = false;
    }

    /** The oldest first. */
    synchronized List<Span> spans() {
        return new ArrayList<>(spans.values());
    }

    /** The newest run that was looked at; -1 if none was. */
    synchronized long upto() {
        return spans.isEmpty() ? -1 : spans.lastEntry().getValue().upto();
    }

    /** Counts runs, and returns the spans that they are in. */
    synchronized Collection<Span> count(List<PastRun> runs, long now) {
        Map<Long, Span> touched = new TreeMap<>();
        for (PastRun run : runs) {
            long number = RetentionStore.span(run.id());
            Span span = spans.computeIfAbsent(number, Span::new);
            span.count(run, now);
            touched.put(number, span);
        }
        return touched.values();
    }

    /** A span was counted anew. */
    synchronized void replace(Span span) {
        spans.put(span.number(), span);
    }

    synchronized void removed(PastRun run) {
        Span span = spans.get(RetentionStore.span(run.id()));
        if (span != null) {
            span.removed(run);
        }
    }

    synchronized void forget(Span span) {
        spans.remove(span.number());
    }

    /** All by task type. */
    synchronized Map<String, Total> totals() {
        Map<String, Total> totals = new TreeMap<>();
        for (Span span : spans.values()) {
            for (Map.Entry<String, Tally> task : span.tasks().entrySet()) {
                Tally tally = task.getValue();
                totals.merge(
                        task.getKey(),
                        new Total(tally.runs(), tally.bytes(), span.number()),
                        (a, b) ->
                                new Total(a.runs() + b.runs(), a.bytes() + b.bytes(), a.oldest()));
            }
        }
        return totals;
    }
}
