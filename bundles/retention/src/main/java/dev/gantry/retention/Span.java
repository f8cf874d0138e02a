package dev.gantry.retention;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.StoredSpan;
import dev.gantry.spi.store.StoredSpan.Tally;

import java.util.Map;
import java.util.TreeMap;

/** The runs of one span of ids, and how far a pass looked at them. For one thread at a time. */
final class Span {
    private final long number;
    private final Map<String, Tally> tasks = new TreeMap<>();
    private long upto;
    private long open;
    private long at;
    private long cursor;
    private long cursorUntil;
    private long restUntil;

    Span(long number) {
        this.number = number;
    }

    static Span of(StoredSpan stored) {
        Span span = new Span(stored.number());
        span.upto = stored.upto();
        span.open = stored.open();
        span.at = stored.at();
        stored.tasks().forEach(span::put);
        return span;
    }

    StoredSpan stored() {
        return new StoredSpan(number, upto, open, at, tasks);
    }

    long number() {
        return number;
    }

    long first() {
        return RetentionStore.start(number);
    }

    long end() {
        return RetentionStore.start(number + 1);
    }

    /** When its first run was made at the earliest, in ms since 1970. */
    long begin() {
        return RunId.createdAt(first()).toEpochMilli();
    }

    long upto() {
        return upto;
    }

    long open() {
        return open;
    }

    /** When it was counted, in ms since 1970. */
    long at() {
        return at;
    }

    Map<String, Tally> tasks() {
        return tasks;
    }

    boolean empty() {
        return open == 0 && tasks.isEmpty();
    }

    void count(PastRun run, long now) {
        upto = Math.max(upto, run.id());
        at = now;
        if (run.open()) {
            open++;
        } else {
            add(run.task(), 1, run.bytes());
        }
    }

    /** It was counted as far as this one, and what was found in it is known. */
    void keep(Span before, long now) {
        upto = before.upto;
        at = now;
        cursor = before.cursor;
        cursorUntil = before.cursorUntil;
        restUntil = before.restUntil;
    }

    void removed(PastRun run) {
        add(run.task(), -1, -run.bytes());
    }

    private void add(String task, long runs, long bytes) {
        Tally before = tasks.getOrDefault(task, new Tally(0, 0));
        put(task, new Tally(before.runs() + runs, before.bytes() + bytes));
    }

    private void put(String task, Tally tally) {
        if (tally.runs() > 0) {
            tasks.put(task, new Tally(tally.runs(), Math.max(0, tally.bytes())));
        } else {
            tasks.remove(task);
        }
    }

    /** From which id on there may be something to delete. */
    long cursor(long now) {
        return now < cursorUntil ? cursor : first();
    }

    /** Up to when nothing in it goes by its age, in ms since 1970. */
    long restUntil() {
        return restUntil;
    }

    /** All below this id stays, until then. */
    void looked(long below, long until) {
        cursor = below;
        cursorUntil = until;
    }

    void rest(long until) {
        restUntil = until;
    }

    /** What was found before counts no more: the rules changed. */
    void wake() {
        cursorUntil = 0;
        restUntil = 0;
    }
}
