package dev.gantry.plugins.canary;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often each length of time was seen, in buckets: exact below 128 µs, above that a bucket is at
 * most 1/64 (1.6 percent) as wide as what is in it. Longer than 50 days counts as 50 days. At most
 * 19 KB. Not thread-safe.
 */
final class Times {
    private static final int HALF = 64;
    private static final long LONGEST = (1L << 42) - 1;

    private long[] counts;
    private long total;

    Times() {
        this(new long[HALF], 0);
    }

    private Times(long[] counts, long total) {
        this.counts = counts;
        this.total = total;
    }

    void add(Duration took) {
        long micros =
                took.compareTo(Duration.ofDays(50)) > 0
                        ? LONGEST
                        : Math.clamp(took.toNanos() / 1000, 0, LONGEST);
        int bucket = bucket(micros);
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket + 1, 2 * counts.length));
        }
        counts[bucket]++;
        total++;
    }

    void add(Times others) {
        if (others.counts.length > counts.length) {
            counts = Arrays.copyOf(counts, others.counts.length);
        }
        for (int i = 0; i < others.counts.length; i++) {
            counts[i] += others.counts[i];
        }
        total += others.total;
    }

    Times copy() {
        return new Times(counts.clone(), total);
    }

    long total() {
        return total;
    }

    /** The bucket of the {@code rank}-th shortest, from 1 to {@link #total}. */
    int bucketOf(long rank) {
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return i;
            }
        }
        throw new IllegalArgumentException("no rank " + rank + " of " + total);
    }

    /** How many are in this bucket or a lower one. */
    long upTo(int bucket) {
        long seen = 0;
        for (int i = 0; i < Math.min(bucket + 1, counts.length); i++) {
            seen += counts[i];
        }
        return seen;
    }

    /** The rank of the 95th percentile: the smallest that 95 of 100 do not exceed. */
    long rank95() {
        return (95 * total + 99) / 100;
    }

    /** The 95th percentile, up to 1.6 percent too long; {@code null} for none. */
    Duration p95() {
        return total == 0 ? null : upper(bucketOf(rank95()));
    }

    /** The longest time that is in a bucket. */
    static Duration upper(int bucket) {
        long micros = bucket;
        if (bucket >= 2 * HALF) {
            int shift = bucket / HALF - 1;
            micros = ((bucket % HALF + HALF + 1L) << shift) - 1;
        }
        return Duration.ofNanos(micros * 1000);
    }

    private static int bucket(long micros) {
        if (micros < 2 * HALF) {
            return (int) micros;
        }
        int shift = 57 - Long.numberOfLeadingZeros(micros);
        return HALF * shift + (int) (micros >>> shift);
    }
}
