package dev.gantry.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Meters by what they are of, found without making anything. Bounded: those that do not fit are
 * asked for anew each time. Thread-safe.
 */
final class Known<K, M> {
    private static final int MOST = 5000;

    private final Function<K, M> source;
    private final Map<K, M> all = new ConcurrentHashMap<>();

    Known(Function<K, M> source) {
        this.source = source;
    }

    M of(K key) {
        M known = all.get(key);
        if (known != null) {
            return known;
        }
        return all.size() < MOST ? all.computeIfAbsent(key, source) : source.apply(key);
    }

    /** Forgets those whose meters are gone. */
    void forget(Predicate<K> which) {
        all.keySet().removeIf(which);
    }
}
