package dev.gantry.telemetry.trace;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Lets go, where it is told, of what sampling would let go later: the trace of a run that succeeded
 * at its first attempt, is not slow, and has told of nothing else. Nearly all runs are such under
 * load, and so cost neither a queue nor memory. All else goes on to where it is decided, by the
 * same random number. Events come from one thread at a time, the rest from any.
 */
final class Sieve {
    /** Attempts that wait for the end of their run, which mostly follows at once. */
    private static final int PENDING = 1024;

    private final Predicate<Told> next;
    private final Map<String, Event.AttemptFinished> pending = new LinkedHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Rule rule;

    /**
     * @param all whether everything is kept, whatever comes
     * @param threshold at which an ordinary trace is kept now
     * @param slow from when on a run is slow; zero for never
     */
    record Rule(boolean all, long threshold, Duration slow) {}

    /**
     * @param next takes what is to be decided; says whether it could
     */
    Sieve(Rule rule, Predicate<Told> next) {
        this.rule = rule;
        this.next = next;
    }

    void rule(Rule now) {
        if (!now.equals(rule)) {
            rule = now;
        }
    }

    void add(Event.AttemptFinished attempt) {
        if (rule.threshold == Threshold.NONE || !plain(attempt)) {
            add(new Told.OfAttempt(attempt));
            return;
        }
        pending.put(attempt.runId(), attempt);
        if (pending.size() > PENDING) {
            Iterator<Event.AttemptFinished> eldest = pending.values().iterator();
            add(new Told.OfAttempt(eldest.next()));
            eldest.remove();
        }
    }

    private static boolean plain(Event.AttemptFinished attempt) {
        return attempt.attempt() == 1
                && attempt.state() == Attempt.State.SUCCEEDED
                && attempt.parentSpan() == null
                && attempt.tracestate().isEmpty();
    }

    /** A run is over. */
    void add(Event.RunChanged run) {
        Event.AttemptFinished attempt = pending.isEmpty() ? null : pending.remove(run.id());
        Told.OfRun told = new Told.OfRun(run);
        if (attempt == null) {
            add(told);
            return;
        }
        Rule now = rule;
        if (run.origin() != null || told.must(now.slow) || open.contains(run.traceId())) {
            add(new Told.OfAttempt(attempt));
            add(told);
        } else if (Threshold.random(run.traceId(), "") >= now.threshold) {
            add(new Told.Whole(attempt, run, now.threshold));
        } else {
            left.addAndGet(new Told.Whole(attempt, run, now.threshold).spans());
        }
    }

    /** Something else is told. */
    void add(Told told) {
        boolean tracked = !rule.all && told.sampled();
        if (tracked) {
            open.add(told.traceId());
        }
        if (!next.test(told) && tracked) {
            open.remove(told.traceId());
        }
    }

    /** What was told of a trace is decided. */
    void decided(String traceId) {
        open.remove(traceId);
    }

    /** How many spans it let go of since it was asked last. */
    int left() {
        return left.getAndSet(0);
    }
}
