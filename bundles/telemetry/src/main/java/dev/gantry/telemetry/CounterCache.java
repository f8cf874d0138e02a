package dev.gantry.telemetry;

import dev.gantry.spi.meter.Meters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Counters by what they count, so that the hot path makes no list of labels. Bounded: what does not
 * fit is asked for anew each time. Thread-safe.
 */
final class CounterCache<K> {
    private static final int SIZE = PrometheusMeters.LIMIT;

    private final Function<K, Meters.Counter> source;
    private final Map<K, Meters.Counter> counters = new ConcurrentHashMap<>();

    CounterCache(Function<K, Meters.Counter> source) {
        this.source = source;
    }

    void increment(K key) {
        Meters.Counter counter = counters.get(key);
        if (counter == null) {
            counter = source.apply(key);
            if (counters.size() < SIZE) {
                counters.put(key, counter);
            }
        }
        counter.increment();
    }

    /** Forgets those whose counters are gone. */
    void forget(Predicate<K> which) {
        counters.keySet().removeIf(which);
    }
}
