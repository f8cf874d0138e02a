package dev.gantry.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class DueQueueTest {

    private final DueQueue<String> queue = new DueQueue<>();

    @Test
    void takesWhatIsDueInOrderAndOnce() {
        queue.plan("later", Instant.ofEpochSecond(3));
        queue.plan("b", Instant.ofEpochSecond(2));
        queue.plan("a", Instant.ofEpochSecond(2));
        queue.plan("first", Instant.ofEpochSecond(1));

        assertEquals(List.of("first", "a", "b"), queue.take(Instant.ofEpochSecond(2)));
        assertEquals(List.of(), queue.take(Instant.ofEpochSecond(2)));
        assertEquals(Optional.of(Instant.ofEpochSecond(3)), queue.first());
    }

    @Test
    void oneTimePerKey() {
        queue.plan("a", Instant.ofEpochSecond(1));
        queue.plan("a", Instant.ofEpochSecond(5));
        assertEquals(List.of(), queue.take(Instant.ofEpochSecond(4)));
        queue.cancel("a");
        queue.cancel("a");
        assertEquals(Optional.empty(), queue.first());
    }

    @Test
    void behavesAsAMapSortedByTime() {
        Random random = new Random(7);
        Map<String, Instant> model = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            String key = "k" + random.nextInt(50);
            switch (random.nextInt(4)) {
                case 0 -> {
                    queue.cancel(key);
                    model.remove(key);
                }
                case 1 -> {
                    Instant now = Instant.ofEpochSecond(random.nextInt(100));
                    List<String> due = new ArrayList<>(model.keySet());
                    due.removeIf(k -> model.get(k).isAfter(now));
                    due.sort(
                            (a, b) -> {
                                int byTime = model.get(a).compareTo(model.get(b));
                                return byTime != 0 ? byTime : a.compareTo(b);
                            });
                    model.keySet().removeAll(due);
                    assertEquals(due, queue.take(now));
                }
                default -> {
                    Instant at = Instant.ofEpochSecond(random.nextInt(100));
                    queue.plan(key, at);
                    model.put(key, at);
                }
            }
            assertEquals(model.values().stream().min(Instant::compareTo), queue.first());
        }
    }
}
