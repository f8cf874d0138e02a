package dev.gantry.store;

import dev.gantry.spi.run.GantryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads on a few threads of their own, so that no virtual thread of a caller is held in native
 * code. Thread-safe.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int THREADS = 2;

    private final Dialect dialect;
    private final ConcurrentLinkedQueue<Statements> idle = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().name("store-reader-", 1).factory());

    Readers(Dialect dialect) {
        this.dialect = dialect;
    }

    /** A question to the database. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Statements on) throws SQLException;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws GantryException {@code UNAVAILABLE} if the store cannot be read
     */
    <T> T read(Query<T> query) {
        try {
            return CompletableFuture.supplyAsync(() -> ask(query), threads).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        } catch (RejectedExecutionException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "The store is closed because Gantry stops; try again when it is back");
        }
    }

    /**
     * Asks what is on disk now, and does not wait for the answer: what is written from now on is
     * not in it, however long it takes.
     */
    <T> CompletableFuture<T> readAsOfNow(Query<T> query) {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Query<T> question =
                on -> {
                    on.of(dialect.snapshot()).execute();
                    on.of("SELECT id FROM run LIMIT 1").executeQuery().close();
                    if (!begun.complete(null)) {
                        throw new SQLException("what was on disk at that moment is not seen again");
                    }
                    T answer = query.ask(on);
                    on.of("COMMIT").execute();
                    return answer;
                };
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(() -> ask(question), threads);
        CompletableFuture.anyOf(begun, answer.exceptionally(failure -> null)).join();
        return answer;
    }

    private <T> T ask(Query<T> query) {
        try {
            Statements known = idle.poll();
            try {
                return ask(query, known);
            } catch (SQLException e) {
                if (known == null || !dialect.lost(e)) {
                    throw e;
                }
                LOG.debug("Reading again on a new connection", e);
                return ask(query, null);
            }
        } catch (SQLException e) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    dialect.outage(e).orElse("The store could not answer: " + e.getMessage()),
                    e);
        }
    }

    private <T> T ask(Query<T> query, Statements known) throws SQLException {
        Statements on = known == null ? new Statements(dialect.reader(), dialect) : known;
        boolean usable = false;
        try {
            T answer = query.ask(on);
            on.end();
            usable = true;
            return answer;
        } finally {
            if (usable) {
                idle.add(on);
            } else {
                drop(on);
            }
        }
    }

    private static void drop(Statements on) {
        try {
            on.close();
        } catch (SQLException e) {
            LOG.debug("A reader's connection did not close", e);
        }
    }

    @Override
    public void close() {
        threads.close();
        Statements on;
        while ((on = idle.poll()) != null) {
            drop(on);
        }
    }
}
