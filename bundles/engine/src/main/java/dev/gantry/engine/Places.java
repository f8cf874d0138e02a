package dev.gantry.engine;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Places of concurrency keys that all nodes have together. A run that has its places on this node
 * asks for one before its attempt begins; where others have them it waits on at its key's gate,
 * which stays closed for a while. Thread-safe.
 */
final class Places {
    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private final NodeStore nodes;
    private final Records records;
    private final Completion completion;
    private final AtomicLong tickets = new AtomicLong();

    Places(NodeStore nodes, Records records, Completion completion) {
        this.nodes = nodes;
        this.records = records;
        this.completion = completion;
    }

    /** The same attempts, which ask first where that is needed. */
    Function<LiveRun, Runnable> before(Function<LiveRun, Runnable> attempts) {
        if (nodes.alone()) {
            return attempts;
        }
        return run -> {
            Runnable attempt = attempts.apply(run);
            return run.spec().concurrency() == null ? attempt : () -> enter(run, attempt);
        };
    }

    private void enter(LiveRun run, Runnable attempt) {
        if (run.ticket() == 0) {
            run.ticket(tickets.incrementAndGet());
        }
        if (has(run, run.spec().concurrency())) {
            attempt.run();
        } else {
            completion.refused(run);
        }
    }

    private boolean has(LiveRun run, Concurrency key) {
        try {
            return Commit.join(nodes.takePlace(run.id(), run.ticket(), run.tenant(), key));
        } catch (GantryException e) {
            LOG.debug("Run {} asks again for a place of its concurrency key", run.name(), e);
            return false;
        }
    }

    /** A run needs its place no more, nor waits for one here. */
    void leave(LiveRun run) {
        long ticket = run.ticket();
        if (ticket != 0) {
            run.ticket(0);
            records.givePlace(() -> nodes.givePlace(run.id(), ticket));
        }
    }
}
