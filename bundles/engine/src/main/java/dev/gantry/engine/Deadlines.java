package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.StoredRun;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends runs whose deadline has come, wherever they are: they are known in the store only, by time.
 * Passes are for one thread; the rest is thread-safe.
 */
final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
    private static final int PAGE = 5_000;
    private static final long AGAIN_MS = 500;
    private static final long IDLE_MS = 10_000;

    private final Stores stores;
    private final LiveRuns lives;
    private final Completion completion;
    private final Cancelling cancelling;
    private final InstantSource clock;
    private final AtomicLong next = new AtomicLong();

    Deadlines(
            Stores stores,
            LiveRuns lives,
            Completion completion,
            Cancelling cancelling,
            InstantSource clock) {
        this.stores = stores;
        this.lives = lives;
        this.completion = completion;
        this.cancelling = cancelling;
        this.clock = clock;
    }

    /** A run with a deadline is on disk. */
    void add(long deadline) {
        next.accumulateAndGet(deadline, Math::min);
    }

    /** When the next pass is worth while, in ms since 1970. */
    long next() {
        return next.get();
    }

    /** Ends what is over its time; returns how many ms the next pass may wait at most. */
    long pass() {
        long now = clock.millis();
        if (now < next.get()) {
            return IDLE_MS;
        }
        next.set(Long.MAX_VALUE);
        long soonest = now + AGAIN_MS;
        try {
            List<Long> due = stores.control().due(now, PAGE);
            List<Long> over = due.stream().filter(run -> over(run, now)).toList();
            if (!over.isEmpty()) {
                Commit.join(stores.control().passed(over));
            }
            if (over.size() == due.size()) {
                soonest = stores.control().nextDeadline().orElse(Long.MAX_VALUE);
            }
        } finally {
            add(soonest);
        }
        return IDLE_MS;
    }

    /** Whether a run is over; if not, it is told to be. */
    private boolean over(long id, long now) {
        LiveRun live = lives.get(id);
        if (live != null) {
            if (live.end() == null) {
                end(live, now);
            }
            return false;
        }
        StoredRun row = stores.runs().find(id).orElse(null);
        if (row == null || row.state() == StoredRun.FINISHED) {
            return true;
        }
        try {
            if (!cancelling.take(row)) {
                return false;
            }
            String text = "its deadline passed while it waited";
            return cancelling.end(row, text, RunResult.TIMEOUT, error(text));
        } catch (GantryException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("Run {} ends as unreadable when it is due", id, e);
            return true;
        }
    }

    private void end(LiveRun run, long now) {
        String text = text(run.spec().deadline());
        if (run.claim(text)) {
            completion.late(run, error(text));
            return;
        }
        RunningAttempt attempt = run.attempt();
        if (attempt != null) {
            attempt.ask(StopSignal.Cause.DEADLINE, text, now);
        }
    }

    private static String text(Instant deadline) {
        return "the run was not over by its deadline, " + deadline;
    }

    private static RunError error(String text) {
        return new RunError("timeout", text, "run", null);
    }
}
