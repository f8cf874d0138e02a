package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Hears what nodes tell each other, on a thread and a connection of its own. */
final class PostgresListener implements NodeStore.Listening {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);
    private static final int WAIT_MS = 1000;

    // a server whose machine is gone says nothing, and the kernel would wait for hours
    private static final Duration ASK_INTERVAL = Duration.ofSeconds(30);
    private static final int PATIENCE_SECONDS = 5;

    private final Opening opening;
    private final Consumer<String> listener;
    private final LongSupplier nanos;
    private final Thread thread = Thread.ofPlatform().name("store-listener").unstarted(this::work);
    private volatile boolean closed;

    /** Opens a connection that is told. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * @param nanos a clock that nobody sets
     */
    PostgresListener(Opening opening, Consumer<String> listener, LongSupplier nanos) {
        this.opening = opening;
        this.listener = listener;
        this.nanos = nanos;
    }

    void start() {
        thread.start();
    }

    private void work() {
        while (!closed) {
            try (Connection connection = opening.open()) {
                long opened = nanos.getAsLong();
                tell(NodeStore.AGAIN + " ");
                hear(connection, opened);
            } catch (SQLException e) {
                LOG.debug("Listening again", e);
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(WAIT_MS));
            }
        }
    }

    private void hear(Connection connection, long opened) throws SQLException {
        PGConnection told = connection.unwrap(PGConnection.class);
        long asked = opened;
        while (!closed) {
            PGNotification[] heard = told.getNotifications(WAIT_MS);
            if (heard != null) {
                for (PGNotification one : heard) {
                    tell(one.getParameter());
                }
            }
            if (nanos.getAsLong() - asked >= ASK_INTERVAL.toNanos()) {
                if (!connection.isValid(PATIENCE_SECONDS)) {
                    throw new SQLException("The server does not answer");
                }
                asked = nanos.getAsLong();
            }
        }
    }

    private void tell(String text) {
        try {
            listener.accept(text);
        } catch (RuntimeException e) {
            LOG.warn("What a node told was not understood: {}", text, e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
