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

    private static int lane(RunSpec spec) {
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

    int size() {
        return room.size();
    }

    Room room() {
        return room;
    }

    /** When the run that waits longest became due, in ms since 1970; -1 if none waits. */
    long oldestDue() {
        long oldest = Long.MAX_VALUE;
        for (Queue<LiveRun> lane : lanes.values()) {
            LiveRun head = lane.peek();
            if (head != null) {
                oldest = Math.min(oldest, head.due());
            }
        }
        return oldest == Long.MAX_VALUE ? -1 : oldest;
    }
}
