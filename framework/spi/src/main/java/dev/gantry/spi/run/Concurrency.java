package dev.gantry.spi.run;

import java.util.Objects;

/**
 * Of the runs of one tenant that have this key, only so many attempts run at one time; the others
 * wait.
 *
 * @param key 1 to 200 characters
 * @param limit at least 1; a run starts when fewer than its own limit run
 */
public record Concurrency(String key, int limit) {

    /** Checks the limits. */
    public Concurrency {
        Objects.requireNonNull(key, "key");
        if (key.isBlank() || key.length() > 200) {
            throw new IllegalArgumentException("a concurrency key has 1 to 200 characters");
        }
        if (limit < 1 || limit > 100_000) {
            throw new IllegalArgumentException(
                    "the limit of a concurrency key is from 1 to 100000, not " + limit);
        }
    }
}
