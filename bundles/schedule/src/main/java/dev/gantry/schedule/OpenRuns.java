package dev.gantry.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * Which runs of schedules are open, from when they are on disk until they have a result. Not
 * thread-safe, but for {@link #knows}.
 */
final class OpenRuns {

    private record Open(String schedule, long run) {}

    private final LongFunction<String> name;
    private final Map<String, Open> byName = new ConcurrentHashMap<>();
    private final Map<String, TreeMap<Long, String>> bySchedule = new HashMap<>();
    private final Map<String, Instant> lastEnd = new HashMap<>();

    /**
     * @param name text form of a run's id
     */
    OpenRuns(LongFunction<String> name) {
        this.name = name;
    }

    /** Whether a run is one of a schedule; asked for each run that ends. */
    boolean knows(String run) {
        return byName.containsKey(run);
    }

    void add(String schedule, long run) {
        String text = name.apply(run);
        byName.put(text, new Open(schedule, run));
        bySchedule.computeIfAbsent(schedule, id -> new TreeMap<>()).put(run, text);
    }

    /**
     * Forgets a run.
     *
     * @return its schedule; {@code null} if it is not one of a schedule
     */
    String remove(String run) {
        Open open = byName.remove(run);
        if (open == null) {
            return null;
        }
        TreeMap<Long, String> all = bySchedule.get(open.schedule());
        all.remove(open.run());
        if (all.isEmpty()) {
            bySchedule.remove(open.schedule());
        }
        return open.schedule();
    }

    /** Some of the open runs, with the text forms of their ids. */
    Map<Long, String> some(int most) {
        Map<Long, String> found = new HashMap<>();
        for (Map.Entry<String, Open> open : byName.entrySet()) {
            if (found.size() == most) {
                break;
            }
            found.put(open.getValue().run(), open.getKey());
        }
        return found;
    }

    boolean any(String schedule) {
        return bySchedule.containsKey(schedule);
    }

    /** The open runs of a schedule by id, with the text forms of their ids. */
    Map<Long, String> of(String schedule) {
        TreeMap<Long, String> all = bySchedule.get(schedule);
        return all == null ? Map.of() : Map.copyOf(all);
    }

    /** Notes when the latest run of a schedule ended. */
    void ended(String schedule, Instant at) {
        lastEnd.put(schedule, at);
    }

    /** When the latest run of a schedule ended; {@code null} if that was not noted. */
    Instant lastEnd(String schedule) {
        return lastEnd.get(schedule);
    }

    void forget(String schedule) {
        lastEnd.remove(schedule);
    }
}
