package dev.gantry.store;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits what its callers queued, in groups: one transaction for all that waits, then all their
 * futures. A write that fails takes no other one with it. When the store as a whole fails, what
 * waits is refused with the remedy, and writing goes on as soon as it works again. Thread-safe.
 */
final class GroupCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int MAX_BATCH = 2000;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Dialect dialect;
    private final Meters.Timer commits;
    private final ConcurrentLinkedQueue<Pending<?>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final Thread thread;
    private Statements statements;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile String outage;

    GroupCommitter(Dialect dialect, Meters.Timer commits) {
        this.dialect = dialect;
        this.commits = commits;
        this.thread = Thread.ofPlatform().name("store-committer").unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** A write on its way, and the future of its caller. */
    private static final class Pending<T> extends CompletableFuture<T> {
        private final Write<T> write;
        private T result;
        private GantryException refusal;

        Pending(Write<T> write) {
            this.write = write;
        }

        void apply(Statements on) throws SQLException {
            refusal = null;
            try {
                result = write.apply(on);
            } catch (GantryException e) {
                refusal = e;
            }
        }

        void settle() {
            if (refusal == null) {
                complete(result);
            } else {
                completeExceptionally(refusal);
            }
        }
    }

    /** Queues a write. The future completes after its commit, on the committer's thread. */
    <T> CompletableFuture<T> submit(Write<T> write) {
        Pending<T> pending = new Pending<>(write);
        queue.add(pending);
        wake();
        if (ended && queue.remove(pending)) {
            pending.completeExceptionally(
                    new GantryException(
                            GantryException.Code.UNAVAILABLE,
                            "The store is closed because Gantry stops; try again when it is back"));
        }
        return pending;
    }

    /** What keeps the store from writing, with the remedy; empty if nothing does. */
    Optional<String> outage() {
        return Optional.ofNullable(outage);
    }

    private void wake() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void work() {
        List<Pending<?>> batch = new ArrayList<>(MAX_BATCH);
        while (true) {
            Pending<?> next;
            while (batch.size() < MAX_BATCH && (next = queue.poll()) != null) {
                batch.add(next);
            }
            if (!batch.isEmpty()) {
                commit(batch);
                batch.clear();
            } else if (ended) {
                break;
            } else if (closing) {
                ended = true;
            } else {
                idle();
            }
        }
        disconnect();
    }

    private void idle() {
        parked.set(true);
        if (queue.isEmpty() && !closing) {
            if (outage == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, PROBE_INTERVAL.toNanos());
                if (queue.isEmpty()) {
                    commit(List.of(new Pending<>(new Write.Probe())));
                }
            }
        }
        parked.set(false);
    }

    private void commit(List<Pending<?>> batch) {
        long begin = System.nanoTime();
        try {
            if (statements == null) {
                statements = new Statements(dialect.writer());
            }
            for (Pending<?> pending : batch) {
                pending.apply(statements);
            }
            statements.commit();
        } catch (SQLException | RuntimeException e) {
            rollback();
            failed(batch, e);
            return;
        } catch (Error e) {
            LOG.error("A commit failed", e);
            disconnect();
            refuse(batch, "The store failed to commit (" + e + "); try again", e);
            return;
        }
        record(Duration.ofNanos(System.nanoTime() - begin));
        if (outage != null) {
            LOG.info("The store takes writes again");
            outage = null;
        }
        for (Pending<?> pending : batch) {
            pending.settle();
        }
    }

    private void record(Duration took) {
        try {
            commits.record(took);
        } catch (RuntimeException e) {
            LOG.debug("A commit was not metered", e);
        }
    }

    private static void refuse(List<Pending<?>> batch, String why, Throwable failure) {
        for (Pending<?> pending : batch) {
            pending.completeExceptionally(
                    new GantryException(GantryException.Code.UNAVAILABLE, why, failure));
        }
    }

    private void failed(List<Pending<?>> batch, Exception failure) {
        Optional<String> whole =
                failure instanceof SQLException e ? dialect.outage(e) : Optional.empty();
        if (whole.isPresent()) {
            if (outage == null) {
                LOG.error("{}", whole.get(), failure);
            }
            outage = whole.get();
            refuse(batch, whole.get(), failure);
        } else if (batch.size() == 1) {
            batch.getFirst()
                    .completeExceptionally(
                            new GantryException(
                                    GantryException.Code.CONFLICT,
                                    "The store refused a write: " + failure.getMessage(),
                                    failure));
        } else {
            for (Pending<?> pending : batch) {
                commit(List.of(pending));
            }
        }
    }

    private void rollback() {
        if (statements == null) {
            return;
        }
        try {
            statements.rollback();
        } catch (SQLException e) {
            LOG.debug("Reconnecting after a failed roll back", e);
            disconnect();
        }
    }

    private void disconnect() {
        if (statements == null) {
            return;
        }
        try {
            statements.close();
        } catch (SQLException e) {
            LOG.warn("The store's connection did not close: {}", e.getMessage());
        }
        statements = null;
    }

    /** Commits what is queued, then refuses further writes. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        wake();
        thread.join();
    }
}
