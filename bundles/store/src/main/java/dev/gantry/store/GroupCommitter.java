package dev.gantry.store;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.UnsureException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits what its callers queued, in groups: one transaction for all that waits, then all their
 * futures. Of many that wait one half is written first, so that the callers of that half go on
 * while the other one is written. A write that fails takes no other one with it. When the store as
 * a whole fails, what waits is refused with the remedy, and writing goes on as soon as it works
 * again. Thread-safe.
 */
final class GroupCommitter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitter.class);
    private static final int MAX_BATCH = 2000;
    private static final int UNDIVIDED = 512;
    private static final int MOST_TRIES = 3;
    private static final String UNSURE =
            "; whether this was stored is not known: repeat it, with the same idempotency key no"
                    + " second run is made";
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Dialect dialect;
    private final Meters.Timer commits;
    private final ConcurrentLinkedQueue<Pending<?>> queue = new ConcurrentLinkedQueue<>();
    private final Queue<Pending<?>> waiting = new ArrayDeque<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final Settler settler = new Settler();
    private final Thread thread;
    private Statements statements;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile String outage;

    GroupCommitter(Dialect dialect, Meters.Timer commits, Statements writer) {
        this.dialect = dialect;
        this.commits = commits;
        this.statements = writer;
        this.thread = Thread.ofPlatform().name("store-committer").unstarted(this::work);
    }

    void start() {
        settler.start();
        thread.start();
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
            while (waiting.size() < 2 * MAX_BATCH && (next = queue.poll()) != null) {
                waiting.add(next);
            }
            if (!waiting.isEmpty()) {
                int share = Math.max(waiting.size() / 2, UNDIVIDED);
                while (batch.size() < share && (next = waiting.poll()) != null) {
                    batch.add(next);
                }
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
        settler.close();
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
        commit(batch, MOST_TRIES);
    }

    private void commit(List<Pending<?>> batch, int tries) {
        long begin = System.nanoTime();
        try {
            make(batch);
            statements.commit();
        } catch (SQLException | RuntimeException e) {
            boolean committing = committing();
            if (lost(e)) {
                disconnect();
            } else {
                rollback();
            }
            if (tries > 1 && e instanceof SQLException sql && dialect.yielded(sql)) {
                commit(batch, tries - 1);
            } else {
                failed(batch, e, committing);
            }
            return;
        } catch (Error e) {
            LOG.error("A commit failed", e);
            boolean committing = committing();
            disconnect();
            unavailable(batch, "The store failed to commit (" + e + ")", e, committing);
            return;
        }
        record(Duration.ofNanos(System.nanoTime() - begin));
        if (outage != null) {
            LOG.info("The store takes writes again");
            outage = null;
        }
        settler.settle(batch, waiting.isEmpty() && queue.isEmpty());
    }

    private boolean committing() {
        return statements != null && statements.committing();
    }

    /** Makes the writes; where the connection turns out to be gone, on a new one. */
    private void make(List<Pending<?>> batch) throws SQLException {
        if (statements != null) {
            try {
                apply(batch);
                return;
            } catch (SQLException e) {
                if (!lost(e) || statements.committing()) {
                    throw e;
                }
                LOG.info("Connecting to {} again: {}", dialect.name(), e.getMessage());
                disconnect();
            }
        }
        statements = new Statements(dialect.writer(), dialect);
        apply(batch);
    }

    private void apply(List<Pending<?>> batch) throws SQLException {
        if (batch.stream().allMatch(pending -> pending.write().unhurried())) {
            dialect.unhurried(statements);
        }
        if (dialect.bulk() && Joint.apply(batch, statements)) {
            return;
        }
        if (dialect.bulk() && batch.size() > 1) {
            Group.apply(batch, statements);
        } else {
            for (Pending<?> pending : batch) {
                pending.apply(statements);
            }
        }
    }

    private void record(Duration took) {
        try {
            commits.record(took);
        } catch (RuntimeException e) {
            LOG.debug("A commit was not metered", e);
        }
    }

    private boolean lost(Exception failure) {
        return failure instanceof SQLException sql && dialect.lost(sql);
    }

    private static void refuse(List<Pending<?>> batch, GantryException why) {
        for (Pending<?> pending : batch) {
            pending.completeExceptionally(why);
        }
    }

    private static void unavailable(
            List<Pending<?>> batch, String why, Throwable failure, boolean unsure) {
        refuse(
                batch,
                unsure
                        ? new UnsureException(why + UNSURE, failure)
                        : new GantryException(GantryException.Code.UNAVAILABLE, why, failure));
    }

    private void failed(List<Pending<?>> batch, Exception failure, boolean committing) {
        SQLException sql = failure instanceof SQLException e ? e : null;
        Optional<String> whole = Optional.empty();
        if (sql != null) {
            whole = dialect.outage(sql);
        } else if (failure instanceof UnusableStoreException) {
            whole = Optional.of(failure.getMessage());
        }
        if (whole.isPresent()) {
            if (outage == null) {
                LOG.error("{}", whole.get(), failure);
            }
            outage = whole.get();
            unavailable(batch, whole.get(), failure, committing && lost(failure));
        } else if (batch.size() == 1) {
            String why =
                    sql == null
                            ? "The store refused a write: " + failure.getMessage()
                            : dialect.refusal(sql);
            refuse(batch, new GantryException(GantryException.Code.CONFLICT, why, failure));
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
