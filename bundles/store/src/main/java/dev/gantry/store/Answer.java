package dev.gantry.store;

import dev.gantry.spi.run.GantryException;

/**
 * What a write's caller is told after the commit.
 *
 * @param refusal why it was not made, or {@code null}
 */
record Answer<T>(T value, GantryException refusal) {

    static <T> Answer<T> of(T value) {
        return new Answer<>(value, null);
    }

    static <T> Answer<T> refused(GantryException refusal) {
        return new Answer<>(null, refusal);
    }
}
