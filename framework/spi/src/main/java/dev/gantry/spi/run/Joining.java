package dev.gantry.spi.run;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How a submit goes together with others of the same tenant, task type and key. What is promised is
 * on disk when a submit is answered.
 */
public sealed interface Joining {

    /** The key, 1 to 200 characters. */
    String key();

    /**
     * At most one run of a key is open.
     *
     * @param mode what becomes of a submit while one is
     */
    record Singleton(String key, Mode mode) implements Joining {

        /** What becomes of a submit while a run of its key is open. */
        public enum Mode {
            /** It makes no run; the open one is answered. */
            SKIP,
            /**
             * The open run is cancelled, and the new one begins when that is over: if it is on the
             * same node, and unless the new one has a concurrency key of its own.
             */
            CANCEL
        }

        /** Checks the limits. */
        public Singleton {
            check(key);
            Objects.requireNonNull(mode, "mode");
        }
    }

    /**
     * A run begins when no submit of its key came for a while, with what the last one said.
     *
     * @param period how long none has to come
     * @param maxWait how long after the first one it begins in any case; {@code null} for no limit
     */
    record Debounce(String key, Duration period, Duration maxWait) implements Joining {

        /** Checks the limits. */
        public Debounce {
            check(key);
            positive("period", period);
            if (maxWait != null && maxWait.compareTo(period) < 0) {
                throw new IllegalArgumentException(
                        "maxWait is at least the period, " + period + ", not " + maxWait);
            }
        }
    }

    /**
     * Submits of a key are collected into one run, whose parameters hold a list of theirs.
     *
     * @param max how many at most, 1 to 1000
     * @param within how long after the first one it begins with what is there
     * @param into the parameter that takes the list
     */
    record Batch(String key, int max, Duration within, String into) implements Joining {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

        /** Checks the limits. */
        public Batch {
            check(key);
            positive("within", within);
            if (max < 1 || max > 1000) {
                throw new IllegalArgumentException("max is from 1 to 1000, not " + max);
            }
            if (!NAME.matcher(into).matches()) {
                throw new IllegalArgumentException("into is the name of a parameter, not " + into);
            }
        }
    }

    private static void check(String key) {
        Objects.requireNonNull(key, "key");
        if (key.isBlank() || key.length() > 200) {
            throw new IllegalArgumentException("a key has 1 to 200 characters");
        }
    }

    private static void positive(String what, Duration span) {
        if (span.isNegative() || span.isZero() || span.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    what + " is positive and at most P366D, not " + span);
        }
    }
}
