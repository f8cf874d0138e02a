package dev.gantry.timing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is due when, with at most one time per key. All operations take logarithmic time. Not
 * thread-safe.
 *
 * @param <K> names what is due; its order decides among those due at the same instant
 */
public final class DueQueue<K extends Comparable<K>> {

    private final TreeSet<Due<K>> order =
            new TreeSet<>(
                    Comparator.<Due<K>, Instant>comparing(Due::at)
                            .thenComparing(Comparator.comparing(Due::key)));
    private final Map<K, Due<K>> byKey = new HashMap<>();

    /** Makes {@code key} due at {@code at}, and at no other time. */
    public void plan(K key, Instant at) {
        cancel(key);
        Due<K> due = new Due<>(at, key);
        byKey.put(key, due);
        order.add(due);
    }

    /** Makes {@code key} due never. */
    public void cancel(K key) {
        Due<K> due = byKey.remove(key);
        if (due != null) {
            order.remove(due);
        }
    }

    /** Takes out what is due at {@code now} or was before, the earliest first. */
    public List<K> take(Instant now) {
        List<K> taken = new ArrayList<>();
        while (!order.isEmpty() && !order.first().at().isAfter(now)) {
            K key = order.first().key();
            cancel(key);
            taken.add(key);
        }
        return taken;
    }

    /** The earliest time at which something is due; empty when nothing is. */
    public Optional<Instant> first() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first().at());
    }

    private record Due<K>(Instant at, K key) {}
}
