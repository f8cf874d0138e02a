package dev.gantry.statistics;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.run.RunState;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened and is not in any bucket yet, by the minute. Runs that finished before this began
 * to listen, but are told of only now, wait until it is known which ones were counted from the
 * store. Thread-safe; {@link #on} is quick.
 */
final class Incoming {
    private final long since;
    private Map<Long, Bucket> minutes = new HashMap<>();
    private List<Event.RunChanged> early = new ArrayList<>();
    private Set<Long> counted;

    /**
     * @param since when this began to listen, in ms since 1970
     */
    Incoming(long since) {
        this.since = since;
    }

    void on(Event.RunChanged run) {
        if (run.state() == RunState.FINISHED) {
            finished(run);
        } else if (run.state() == RunState.RUNNING
                && run.attempt() <= 1
                && run.startedAt() != null) {
            started(run);
        }
    }

    private void finished(Event.RunChanged run) {
        long at = run.at().toEpochMilli();
        long id = RunId.parse(run.id());
        long started = run.startedAt() == null ? 0 : run.startedAt().toEpochMilli();
        Bucket.Key key = new Bucket.Key(run.task(), run.tenant());
        synchronized (this) {
            if (at <= since && counted == null) {
                early.add(run);
            } else if (at > since || !counted.contains(id)) {
                bucket(minute(at)).of(key).finished(id, run.result(), started, at);
            }
        }
    }

    private void started(Event.RunChanged run) {
        long at = run.startedAt().toEpochMilli();
        Bucket.Key key = new Bucket.Key(run.task(), run.tenant());
        synchronized (this) {
            bucket(minute(at)).of(key).started(at - run.createdAt().toEpochMilli());
        }
    }

    private Bucket bucket(long minute) {
        return minutes.computeIfAbsent(minute, start -> new Bucket());
    }

    /**
     * The runs that finished before are counted from the store.
     *
     * @param those ids of the latest of them
     */
    synchronized void counted(Set<Long> those) {
        counted = Set.copyOf(those);
        early.forEach(this::on);
        early = List.of();
    }

    /** What came in since it was asked last, by minutes since 1970. */
    synchronized Map<Long, Bucket> take() {
        Map<Long, Bucket> taken = minutes;
        minutes = new HashMap<>();
        return taken;
    }

    static long minute(long ms) {
        return Math.floorDiv(ms, 60_000L);
    }
}
