package dev.gantry.telemetry.trace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps back what is told of a trace until the run is over that is its root here, and then decides
 * about all of it. What fails or is slow is kept in any case; of the rest a share. A trace is
 * decided early where that takes too long, or where too much is kept back; what comes later of it
 * is decided by the same random number, and so mostly alike. While there is room for everything,
 * nothing is kept back, so that a crash loses nothing. For one thread, which says what time it is.
 */
final class Tail {
    private final Limits limits;
    private final AdaptiveSampler sampler;
    private final Out out;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private Duration slow;
    private long waiting;
    private long chars;

    /**
     * How much and how long.
     *
     * @param spans kept back
     * @param chars of plugins kept back
     * @param hold how long the first one of a trace waits for its root
     */
    record Limits(int spans, long chars, Duration hold) {
        static final Limits DEFAULT = new Limits(50_000, 1L << 24, Duration.ofMinutes(1));
    }

    /** Where what is decided goes. */
    interface Out {

        /**
         * @param threshold at which it was kept, see {@link Threshold}
         * @param must whether it would have been kept in any case
         */
        void kept(Told told, long threshold, boolean must);

        /** So many spans are not kept. */
        void left(int spans);

        /** All that waited of a trace is decided. */
        default void decided(String traceId) {}
    }

    private static final class Group {
        private final List<Told> told = new ArrayList<>(2);
        private final long since;
        private boolean must;
        private int spans;
        private long chars;

        Group(long since) {
            this.since = since;
        }
    }

    Tail(Limits limits, AdaptiveSampler sampler, Duration slow, Out out) {
        this.limits = limits;
        this.sampler = sampler;
        this.slow = slow;
        this.out = out;
    }

    /**
     * From now on by other rules.
     *
     * @param target spans a second; 0 to keep all
     * @param from when a run is slow; zero for never
     * @param now in ns
     */
    void rule(double target, Duration from, long now) {
        sampler.target(target);
        slow = from;
        if (target == 0) {
            flush(now);
        }
    }

    /** Something is told; at {@code now}, in ns. */
    void add(Told told, long now) {
        if (!told.sampled()) {
            return;
        }
        int spans = told.spans();
        String trace = told.traceId();
        Group group = groups.get(trace);
        if (group == null) {
            if (sampler.share(now) == 1) {
                decide(List.of(told), told.must(slow), spans, now);
                return;
            }
            group = new Group(now);
            groups.put(trace, group);
        }
        group.told.add(told);
        group.must |= told.must(slow);
        group.spans += spans;
        group.chars += told.chars();
        waiting += spans;
        chars += told.chars();
        if (told.root()) {
            groups.remove(trace);
            decide(group, now);
        }
        while (waiting > limits.spans || chars > limits.chars) {
            first(now);
        }
    }

    /** Decides about what waited for long; at {@code now}, in ns. */
    void pass(long now) {
        while (!groups.isEmpty()
                && now - groups.values().iterator().next().since >= limits.hold.toNanos()) {
            first(now);
        }
        sampler.share(now);
    }

    /** Decides about all. */
    void flush(long now) {
        while (!groups.isEmpty()) {
            first(now);
        }
    }

    /** So many ordinary spans were let go of before. */
    void passed(int spans) {
        sampler.decided(spans, false, false);
        out.left(spans);
    }

    private void first(long now) {
        Iterator<Group> all = groups.values().iterator();
        Group group = all.next();
        all.remove();
        decide(group, now);
    }

    private void decide(Group group, long now) {
        waiting -= group.spans;
        chars -= group.chars;
        decide(group.told, group.must, group.spans, now);
    }

    private void decide(List<Told> told, boolean must, int spans, long now) {
        Told one = told.getFirst();
        out.decided(one.traceId());
        long before = one.threshold();
        long own = must ? Threshold.NONE : Threshold.of(sampler.share(now));
        long threshold = Math.max(before, own);
        boolean kept = own <= before || Threshold.random(one.traceId(), one.tracestate()) >= own;
        sampler.decided(spans, must, kept);
        if (!kept) {
            out.left(spans);
            return;
        }
        for (Told each : told) {
            out.kept(each, threshold, must);
        }
    }

    /** How many spans wait for their root. */
    long waiting() {
        return waiting;
    }

    AdaptiveSampler sampler() {
        return sampler;
    }
}
