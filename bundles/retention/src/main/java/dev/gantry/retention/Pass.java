package dev.gantry.retention;

import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Finds the runs that go, the oldest first, and hands them on. It reads only spans that hold
 * something to delete by what is known of them. For one thread.
 */
final class Pass {
    private static final int PAGE = 1_000;
    private static final long AGAIN_MS = Duration.ofMinutes(10).toMillis();
    private static final long LONGEST_REST_MS = Duration.ofHours(6).toMillis();

    /** Takes the runs that go. */
    @FunctionalInterface
    interface Victims {
        /** Returns whether all of them went. */
        boolean take(List<PastRun> runs);
    }

    private final RetentionStore store;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Pace pace;
    private final Policy policy;
    private final Excess excess;

    Pass(RetentionStore store, Ledger ledger, InstantSource clock, Pace pace, Policy policy) {
        this.store = store;
        this.ledger = ledger;
        this.clock = clock;
        this.pace = pace;
        this.policy = policy;
        this.excess = new Excess(policy, ledger.totals());
    }

    /**
     * Goes over the spans.
     *
     * @param remember whether what was looked at needs no second look for a while
     * @return whether all was looked at
     */
    boolean go(boolean remember, BooleanSupplier stopped, Victims victims) {
        for (Span span : ledger.spans()) {
            long now = clock.millis();
            if (needed(span, now) && !look(span, now, remember, stopped, victims)) {
                return false;
            }
        }
        return true;
    }

    private boolean needed(Span span, long now) {
        return span.tasks().keySet().stream()
                .anyMatch(
                        task ->
                                excess.of(task)
                                        || now >= span.restUntil() && aged(span, task, now));
    }

    private boolean aged(Span span, String task, long now) {
        Duration age = policy.rule(task).age();
        return !age.isZero() && span.begin() + age.toMillis() <= now;
    }

    private boolean look(
            Span span, long now, boolean remember, BooleanSupplier stopped, Victims victims) {
        long keyed = now - RetentionSettings.KEYS_AT_LEAST.toMillis();
        long from = span.cursor(now);
        long next = now + LONGEST_REST_MS;
        boolean whole = from == span.first();
        while (from < span.end() && needed(span, now)) {
            if (stopped.getAsBoolean()) {
                return false;
            }
            List<PastRun> page = read(from, span.end(), keyed);
            List<PastRun> go = new ArrayList<>();
            for (PastRun run : page) {
                if (goes(run, now)) {
                    excess.take(run);
                    go.add(run);
                } else {
                    next = Math.min(next, next(run, now));
                }
            }
            if (!victims.take(go)) {
                next = Math.min(next, now + AGAIN_MS);
            }
            from = page.size() < PAGE ? span.end() : page.getLast().id() + 1;
        }
        if (remember) {
            span.looked(from, Math.min(now + AGAIN_MS, soonest(span, now)));
            if (whole && from == span.end()) {
                span.rest(Math.max(next, soonest(span, now)));
            }
        }
        return true;
    }

    private List<PastRun> read(long from, long to, long keyed) {
        long begin = System.nanoTime();
        List<PastRun> page = store.past(from, to, keyed, PAGE);
        Set<Long> families = families(page);
        pace.read(Duration.ofNanos(System.nanoTime() - begin));
        return page.stream().map(run -> families.contains(run.id()) ? kept(run) : run).toList();
    }

    /** The runs of a page whose parents are open. */
    private Set<Long> families(List<PastRun> page) {
        List<PastRun> children =
                page.stream().filter(run -> !run.open() && run.parent() != null).toList();
        List<Long> parents =
                children.stream().map(run -> RunId.parse(run.parent())).distinct().toList();
        Set<Long> open = new HashSet<>(store.open(parents));
        Set<Long> found = new HashSet<>();
        for (PastRun child : children) {
            if (open.contains(RunId.parse(child.parent()))) {
                found.add(child.id());
            }
        }
        return found;
    }

    private static PastRun kept(PastRun run) {
        return new PastRun(
                run.id(),
                run.task(),
                null,
                run.handled(),
                run.keyed(),
                run.parent(),
                run.finished(),
                run.bytes());
    }

    private boolean goes(PastRun run, long now) {
        if (run.open() || run.keyed() || run.finished() + Policy.FRESH.toMillis() > now) {
            return false;
        }
        return policy.expiry(run) <= now || policy.spare(run) <= now && excess.of(run.task());
    }

    /** From when on a run that stays may go by its age. */
    private long next(PastRun run, long now) {
        return run.open() || run.keyed() ? now + AGAIN_MS : policy.expiry(run);
    }

    /** When a second look is worth while at the earliest: short ages are met more closely. */
    private long soonest(Span span, long now) {
        long shortest =
                span.tasks().keySet().stream()
                        .mapToLong(task -> policy.rule(task).age().toMillis())
                        .filter(age -> age > 0)
                        .min()
                        .orElse(Long.MAX_VALUE);
        return now + Math.min(AGAIN_MS, shortest / 16);
    }
}
