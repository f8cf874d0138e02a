package dev.gantry.schedule;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
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
    private final TreeMap<Long, String> names = new TreeMap<>();
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

    /** Returns the text form of its id. */
    String add(String schedule, long run) {
        String text = name.apply(run);
        byName.put(text, new Open(schedule, run));
        names.put(run, text);
        bySchedule.computeIfAbsent(schedule, id -> new TreeMap<>()).put(run, text);
        return text;
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
        names.remove(open.run());
        TreeMap<Long, String> all = bySchedule.get(open.schedule());
        all.remove(open.run());
        if (all.isEmpty()) {
            bySchedule.remove(open.schedule());
        }
        return open.schedule();
    }

    /**
     * Has these open and no others; forgets when runs ended.
     *
     * @param now each run with its schedule
     * @param but those that ended, or became open, since that was so: they are as they are
     * @return the schedules of those that are not open any more
     */
    Set<String> replace(Map<Long, String> now, Set<String> but) {
        Set<String> closed = new HashSet<>();
        for (String run : List.copyOf(names.values())) {
            if (!but.contains(run) && !now.containsKey(byName.get(run).run())) {
                closed.add(remove(run));
            }
        }
        now.forEach(
                (run, schedule) -> {
                    if (!but.contains(name.apply(run))) {
                        add(schedule, run);
                    }
                });
        lastEnd.clear();
        return closed;
    }

    /** The open runs that follow one, with the text forms of their ids. */
    SortedMap<Long, String> after(long run, int most) {
        SortedMap<Long, String> found = new TreeMap<>();
        for (Map.Entry<Long, String> open : names.tailMap(run, false).entrySet()) {
            if (found.size() == most) {
                break;
            }
            found.put(open.getKey(), open.getValue());
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
        lastEnd.merge(schedule, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** When the latest run of a schedule ended; {@code null} if that was not noted. */
    Instant lastEnd(String schedule) {
        return lastEnd.get(schedule);
    }

    void forget(String schedule) {
        lastEnd.remove(schedule);
    }
}
