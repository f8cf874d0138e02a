package dev.gantry.store;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An open database: one committer to write through, a few readers. Thread-safe. */
final class Database implements AutoCloseable {
    private final Dialect dialect;
    private final GroupCommitter committer;
    private final Readers readers;

    private Database(Dialect dialect, GroupCommitter committer, Readers readers) {
        this.dialect = dialect;
        this.committer = committer;
        this.readers = readers;
    }

    /**
     * Opens a database and brings its schema up to date.
     *
     * @throws UnusableStoreException with the remedy
     */
    static Database open(Dialect dialect, InstantSource clock, Meters.Timer commits) {
        try {
            Statements writer = new Statements(prepared(dialect, clock), dialect);
            GroupCommitter committer = new GroupCommitter(dialect, commits, writer);
            committer.start();
            return new Database(dialect, committer, new Readers(dialect));
        } catch (SQLException e) {
            throw new UnusableStoreException(
                    dialect.outage(e)
                            .orElse(
                                    dialect.name()
                                            + " cannot be opened ("
                                            + e.getMessage()
                                            + "); restore it from a backup, or move it away"),
                    e);
        }
    }

    private static Connection prepared(Dialect dialect, InstantSource clock) throws SQLException {
        Connection writer = dialect.writer();
        try {
            dialect.claim(writer);
            // a migration may take hours
            int patience = writer.getNetworkTimeout();
            writer.setNetworkTimeout(Runnable::run, 0);
            new Migrator(dialect, clock).migrate(writer);
            writer.setNetworkTimeout(Runnable::run, patience);
            dialect.join(writer);
            return writer;
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    Dialect dialect() {
        return dialect;
    }

    <T> CompletableFuture<T> write(Write<T> write) {
        return committer.submit(write);
    }

    <T> T read(Readers.Query<T> query) {
        return readers.read(query);
    }

    <T> CompletableFuture<T> readAsOfNow(Readers.Query<T> query) {
        return readers.readAsOfNow(query);
    }

    Optional<String> outage() {
        return committer.outage();
    }

    /** How many bytes the store takes; no number while it is away. */
    double bytes() {
        if (outage().isPresent()) {
            return Double.NaN;
        }
        try {
            return read(dialect::bytes);
        } catch (GantryException e) {
            return Double.NaN;
        }
    }

    /** How many bytes of it are free; no number while it is away, or where that is not told. */
    double free() {
        if (outage().isPresent()) {
            return Double.NaN;
        }
        try {
            return read(dialect::free);
        } catch (GantryException e) {
            return Double.NaN;
        }
    }

    /** Commits what is queued and closes. */
    @Override
    public void close() throws InterruptedException {
        committer.close();
        readers.close();
    }
}
