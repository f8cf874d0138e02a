package dev.gantry.schedule;

import dev.gantry.spi.run.GantryException;
import dev.gantry.timing.DueQueue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    private boolean closed;

    /** All, by id. */
    List<Planned> all() {
        lock.lock();
        try {
            return List.copyOf(planned.values());
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
            planned.put(schedule.row().id(), schedule);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a claimed schedule. */
    void forget(String id) {
        lock.lock();
        try {
            planned.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a claim; the schedule is due at its next fire time. */
    void release(String id) {
        release(id, Instant.MIN);
    }

    /** Ends a claim; the schedule is due at its next fire time, but not before {@code earliest}. */
    void release(String id, Instant earliest) {
        lock.lock();
        try {
            claimed.remove(id);
            Optional<Instant> next = Optional.ofNullable(planned.get(id)).flatMap(Planned::next);
            next.ifPresentOrElse(
                    at -> queue.plan(id, at.isBefore(earliest) ? earliest : at),
                    () -> queue.cancel(id));
            freed.signalAll();
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
