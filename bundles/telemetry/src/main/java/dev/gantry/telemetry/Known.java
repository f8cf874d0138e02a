package dev.gantry.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Meters by what they are of, found without making anything. Bounded: those that do not fit share
 * one, which counts where all meters count that are too many. Thread-safe.
 */
final class Known<K, M> {
    private static final int MOST = 1000;

    private final Function<K, M> source;
    private final K other;
    private final Map<K, M> all = new ConcurrentHashMap<>();
    private volatile M rest;

    /**
     * @param other stands for those that do not fit
     */
    Known(Function<K, M> source, K other) {
        this.source = source;
        this.other = other;
    }

    M of(K key) {
        M known = all.get(key);
        if (known != null) {
            return known;
        }
        if (all.size() < MOST) {
            return all.computeIfAbsent(key, source);
        }
        M shared = rest;
        if (shared == null) {
            shared = source.apply(other);
            rest = shared;
        }
        return shared;
    }

    /** Forgets those whose meters are gone. */
    void forget(Predicate<K> which) {
        all.keySet().removeIf(which);
    }
}
