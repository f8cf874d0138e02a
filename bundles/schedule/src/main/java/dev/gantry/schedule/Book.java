package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.timing.DueQueue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The schedules in memory, and which of them is due when. Whoever wants to change a schedule, or to
 * fire it, claims it first and releases it afterwards, so that one schedule is written by one at a
 * time while no lock is held during the write. Thread-safe.
 */
final class Book {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final TreeMap<String, Planned> planned = new TreeMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final DueQueue<String> queue = new DueQueue<>();
    private final OpenRuns open;
    private volatile Set<String> early;
    private boolean closed;

    Book(OpenRuns open) {
        this.open = open;
    }

    /** All, by id. */
    List<Planned> all() {
        lock.lock();
        try {
            return List.copyOf(planned.values());
        } finally {
            lock.unlock();
        }
    }

    /** The next ones by id; {@code null} begins with the first. */
    List<Planned> after(String id, int limit) {
        lock.lock();
        try {
            return (id == null ? planned : planned.tailMap(id, false))
                    .values().stream().limit(limit).toList();
        } finally {
            lock.unlock();
        }
    }

    /** One. */
    Optional<Planned> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(planned.get(id));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Claims one that may or may not exist; waits while another has it.
     *
     * @throws GantryException {@code UNAVAILABLE} when closed, or when that takes too long
     */
    Optional<Planned> claim(String id) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!closed && claimed.contains(id) && left > 0) {
                left = freed.awaitNanos(left);
            }
            if (closed) {
                throw unavailable("Gantry is stopping; try again when it is back");
            }
            if (!claimed.add(id)) {
                throw unavailable("schedule " + id + " is still being written; try again later");
            }
            return Optional.ofNullable(planned.get(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the call was interrupted; try again");
        } finally {
            lock.unlock();
        }
    }

    /** Claims all that are due and free; the caller releases each. None when closed. */
    List<Planned> claimDue(Instant now) {
        lock.lock();
        try {
            List<Planned> due = new ArrayList<>();
            if (!closed) {
                for (String id : queue.take(now)) {
                    // whoever has it plans it anew on release
                    if (claimed.add(id)) {
                        due.add(planned.get(id));
                    }
                }
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a claimed schedule as it is now. */
    void keep(Planned schedule) {
        lock.lock();
        try {
            planned.put(schedule.id(), schedule);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a claimed schedule. */
    void forget(String id) {
        lock.lock();
        try {
            planned.remove(id);
            open.forget(id);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a claim; the schedule is due when something is to be done with it. */
    void release(String id) {
        release(id, Instant.MIN);
    }

    /** Ends a claim; the schedule is not due before {@code earliest}. */
    void release(String id, Instant earliest) {
        lock.lock();
        try {
            claimed.remove(id);
            plan(id, earliest);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void plan(String id, Instant earliest) {
        Optional.ofNullable(planned.get(id))
                .flatMap(schedule -> schedule.due(open.any(id)))
                .ifPresentOrElse(
                        at -> queue.plan(id, at.isBefore(earliest) ? earliest : at),
                        () -> queue.cancel(id));
    }

    /** From here on it is noted which runs end and which become open, until {@link #loaded}. */
    void loading() {
        early = ConcurrentHashMap.newKeySet();
    }

    /**
     * Has these runs open, and no others.
     *
     * @param runs each with its schedule; {@code null} if they could not be read
     */
    void loaded(Map<Long, String> runs) {
        lock.lock();
        try {
            Set<String> noted = early;
            early = null;
            if (runs != null) {
                open.replace(runs, noted).stream()
                        .filter(id -> !claimed.contains(id))
                        .forEach(id -> plan(id, Instant.MIN));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes that a run of a schedule is about to be open. */
    void opened(String id, long run) {
        lock.lock();
        try {
            String name = open.add(id, run);
            if (early != null) {
                early.add(name);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes that a run has ended.
     *
     * @param at when; {@code null} if it never came to be
     * @return whether its schedule may have something to do now
     */
    boolean ended(String run, Instant at) {
        Set<String> noted = early;
        if (noted != null) {
            noted.add(run);
        }
        if (!open.knows(run)) {
            return false;
        }
        lock.lock();
        try {
            String id = open.remove(run);
            Planned schedule = id == null ? null : planned.get(id);
            if (schedule == null) {
                return false;
            }
            if (schedule.delayed() && at != null) {
                open.ended(id, at);
            }
            if (claimed.contains(id) || open.any(id)) {
                return false;
            }
            plan(id, Instant.MIN);
            return queue.first().filter(Instant.MIN::equals).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** The open runs of a schedule by id, with the text forms of their ids. */
    Map<Long, String> open(String id) {
        lock.lock();
        try {
            return open.of(id);
        } finally {
            lock.unlock();
        }
    }

    /** The open runs of schedules that follow a run, with the text forms of their ids. */
    SortedMap<Long, String> open(long run, int most) {
        lock.lock();
        try {
            return open.after(run, most);
        } finally {
            lock.unlock();
        }
    }

    /** When the latest run of a schedule that fires after its runs ended, or {@code null}. */
    Instant lastEnd(String id) {
        lock.lock();
        try {
            return open.lastEnd(id);
        } finally {
            lock.unlock();
        }
    }

    /** When the next one is due; empty if none is, and when closed. */
    Optional<Instant> firstDue() {
        lock.lock();
        try {
            return closed ? Optional.empty() : queue.first();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Refuses all further claims, and waits until those that are out came back.
     *
     * @return how many did not in time
     */
    int close(Duration patience) {
        lock.lock();
        try {
            closed = true;
            freed.signalAll();
            long deadline = System.nanoTime() + patience.toNanos();
            long left = patience.toNanos();
            while (!claimed.isEmpty() && left > 0) {
                freed.await(left, TimeUnit.NANOSECONDS);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return claimed();
    }

    private int claimed() {
        lock.lock();
        try {
            return claimed.size();
        } finally {
            lock.unlock();
        }
    }

    private static GantryException unavailable(String message) {
        return new GantryException(GantryException.Code.UNAVAILABLE, message);
    }
}
