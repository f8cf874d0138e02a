package dev.gantry.detection;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.timing.DueQueue;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The checks in memory, and when each is due. What is said to be called with the lock is called
 * within {@link #locked}; all else is thread-safe.
 */
final class Roster {

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Watched> checks = new TreeMap<>();
    private final DueQueue<String> queue = new DueQueue<>();

    /** Does something with the lock, which is held for a moment only. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** A condition of the lock. */
    Condition condition() {
        return lock.newCondition();
    }

    /** All checks, by id. */
    List<Check> list() {
        return locked(() -> checks.values().stream().map(Watched::shown).toList());
    }

    /** One check. */
    Optional<Check> find(String id) {
        return locked(() -> Optional.ofNullable(checks.get(id)).map(Watched::shown));
    }

    /** The latest verdict of a check, if it is there and has one. */
    Optional<CheckVerdict> last(String id) {
        return locked(() -> Optional.ofNullable(checks.get(id)).map(check -> check.last));
    }

    /** How many checks there are of each status. */
    Map<CheckStatus, Integer> counts() {
        Map<CheckStatus, Integer> counts = new EnumMap<>(CheckStatus.class);
        return locked(
                () -> {
                    for (Watched check : checks.values()) {
                        CheckStatus status =
                                check.last == null ? CheckStatus.UNKNOWN : check.last.status();
                        counts.merge(status, 1, Integer::sum);
                    }
                    return counts;
                });
    }

    /** One check as it is kept; only its final fields may be read. */
    Optional<Watched> watched(String id) {
        return locked(() -> Optional.ofNullable(checks.get(id)));
    }

    /** With the lock: one check, or {@code null}. */
    Watched get(String id) {
        return checks.get(id);
    }

    /** With the lock: all of them. */
    Collection<Watched> all() {
        return checks.values();
    }

    /**
     * With the lock: adds a check, or puts it in the place of the one of this id, which is
     * returned, else {@code null}.
     */
    Watched put(Watched check, Instant due) {
        Watched old = checks.put(check.row.id(), check);
        if (old != null) {
            check.succeed(old);
        }
        plan(check, due);
        return old;
    }

    /** With the lock: takes one away, which is returned, or {@code null}. */
    Watched remove(String id) {
        queue.cancel(id);
        return checks.remove(id);
    }

    /** With the lock: sets when a check is due; {@code null} for never. */
    void plan(Watched check, Instant due) {
        check.next = due;
        if (due == null) {
            queue.cancel(check.row.id());
        } else {
            queue.plan(check.row.id(), due);
        }
    }

    /** With the lock: has a check due at a time, unless it is due before. */
    void sooner(Watched check, Instant at) {
        if (check.next == null || at.isBefore(check.next)) {
            plan(check, at);
        }
    }

    /** With the lock: takes out what is due. */
    List<Watched> take(Instant now) {
        return queue.take(now).stream().map(checks::get).toList();
    }

    /** With the lock: when something is due next. */
    Optional<Instant> first() {
        return queue.first();
    }

    /** With the lock: the clock was put back, and nothing waits until it shows the old time. */
    void rewind(Instant now) {
        for (Watched check : checks.values()) {
            if (check.next != null) {
                sooner(check, check.rhythm.next(now));
            }
        }
    }
}
