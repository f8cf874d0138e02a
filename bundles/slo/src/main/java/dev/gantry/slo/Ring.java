package dev.gantry.slo;

import java.util.Arrays;

/**
 * The newest buckets of time, each with what was counted in it. Older ones fall out. Not
 * thread-safe.
 */
final class Ring {
    private final int[] good;
    private final int[] total;
    private long newest = Long.MIN_VALUE;

    /**
     * @param size how many buckets
     */
    Ring(int size) {
        good = new int[size];
        total = new int[size];
    }

    /** Adds to a bucket, unless it has fallen out. */
    void add(long bucket, long goods, long totals) {
        if (reach(bucket)) {
            int slot = slot(bucket);
            good[slot] = clamp(good[slot] + goods);
            total[slot] = clamp(total[slot] + totals);
        }
    }

    /** Replaces what is in a bucket, unless it has fallen out. */
    void set(long bucket, long goods, long totals) {
        if (reach(bucket)) {
            int slot = slot(bucket);
            good[slot] = clamp(goods);
            total[slot] = clamp(totals);
        }
    }

    Tally of(long bucket) {
        return there(bucket) ? new Tally(good[slot(bucket)], total[slot(bucket)]) : Tally.NONE;
    }

    /** What is in the buckets from one to another, both included. */
    Tally sum(long from, long to) {
        if (newest == Long.MIN_VALUE) {
            return Tally.NONE;
        }
        long goods = 0;
        long totals = 0;
        long last = Math.min(to, newest);
        for (long bucket = Math.max(from, oldest()); bucket <= last; bucket++) {
            goods += good[slot(bucket)];
            totals += total[slot(bucket)];
        }
        return new Tally(goods, totals);
    }

    /** The first bucket from one on that something was counted in; {@code to + 1} if none. */
    long first(long from, long to) {
        if (newest == Long.MIN_VALUE) {
            return to + 1;
        }
        long bucket = Math.max(from, oldest());
        while (bucket <= to && bucket <= newest && total[slot(bucket)] == 0) {
            bucket++;
        }
        return bucket > newest ? to + 1 : bucket;
    }

    private long oldest() {
        return newest - good.length + 1;
    }

    private boolean there(long bucket) {
        return newest != Long.MIN_VALUE && bucket <= newest && bucket >= oldest();
    }

    private boolean reach(long bucket) {
        if (newest == Long.MIN_VALUE || bucket - newest >= good.length) {
            Arrays.fill(good, 0);
            Arrays.fill(total, 0);
            newest = bucket;
        }
        while (newest < bucket) {
            newest++;
            good[slot(newest)] = 0;
            total[slot(newest)] = 0;
        }
        return bucket >= oldest();
    }

    private int slot(long bucket) {
        return (int) Math.floorMod(bucket, (long) good.length);
    }

    private static int clamp(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
