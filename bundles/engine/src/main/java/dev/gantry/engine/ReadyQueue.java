package dev.gantry.engine;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Runs that may start now: by service class, then by priority, then in order of arrival.
 * Thread-safe, without locks.
 */
final class ReadyQueue {
    private static final int PRIORITIES = 201;
    private static final int HIGHEST = 100;

    private final Map<Integer, Queue<LiveRun>> lanes = new ConcurrentSkipListMap<>();
    private final Room room = new Room(Backlog.WINDOW);

    void add(LiveRun run) {
        room.add(run);
        lanes.computeIfAbsent(lane(run.spec()), key -> new ConcurrentLinkedQueue<>()).add(run);
    }

    /** Where a run stands: the lower, the sooner. */
    static int lane(RunSpec spec) {
        return spec.sla().ordinal() * PRIORITIES + HIGHEST - spec.priority();
    }

    LiveRun poll() {
        for (Queue<LiveRun> lane : lanes.values()) {
            LiveRun run = lane.poll();
            if (run != null) {
                room.remove(run);
                return run;
            }
        }
        return null;
    }

    /** The lane of the run that is next; the largest number if there is none. */
    int lane() {
        for (Map.Entry<Integer, Queue<LiveRun>> lane : lanes.entrySet()) {
            if (!lane.getValue().isEmpty()) {
                return lane.getKey();
            }
        }
        return Integer.MAX_VALUE;
    }

    int size() {
        return room.size();
    }

    Room room() {
        return room;
    }

    /** When the run that waits longest became due, in ms since 1970; the largest for none. */
    long oldestDue() {
        long oldest = Long.MAX_VALUE;
        for (Queue<LiveRun> lane : lanes.values()) {
            LiveRun head = lane.peek();
            if (head != null) {
                oldest = Math.min(oldest, head.due());
            }
        }
        return oldest;
    }
}
