package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Hears what nodes tell each other, on a thread and a connection of its own. */
final class PostgresListener implements NodeStore.Listening {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);
    private static final int WAIT_MS = 1000;

    private final PostgresDialect dialect;
    private final Consumer<String> listener;
    private final Thread thread = Thread.ofPlatform().name("store-listener").unstarted(this::work);
    private volatile boolean closed;

    PostgresListener(PostgresDialect dialect, Consumer<String> listener) {
        this.dialect = dialect;
        this.listener = listener;
    }

    void start() {
        thread.start();
    }

    private void work() {
        while (!closed) {
            try (Connection connection = dialect.listener()) {
                tell(NodeStore.AGAIN + " ");
                hear(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                LOG.debug("Listening again", e);
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(WAIT_MS));
            }
        }
    }

    private void hear(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] heard = connection.getNotifications(WAIT_MS);
            if (heard != null) {
                for (PGNotification one : heard) {
                    tell(one.getParameter());
                }
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
