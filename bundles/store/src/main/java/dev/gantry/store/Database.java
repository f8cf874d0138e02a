package dev.gantry.store;

import dev.gantry.spi.meter.Meters;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An open database: one committer to write through, a few readers. Thread-safe. */
final class Database implements AutoCloseable {
    private final GroupCommitter committer;
    private final Readers readers;

    private Database(GroupCommitter committer, Readers readers) {
        this.committer = committer;
        this.readers = readers;
    }

    /**
     * Opens a database and brings its schema up to date.
     *
     * @throws UnusableStoreException with the remedy
     */
    static Database open(Dialect dialect, InstantSource clock, Meters.Timer commits) {
        try (Connection writer = dialect.writer()) {
            dialect.claim(writer);
            new Migrator(dialect, clock).migrate(writer);
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
        GroupCommitter committer = new GroupCommitter(dialect, commits);
        committer.start();
        return new Database(committer, new Readers(dialect));
    }

    <T> CompletableFuture<T> write(Write<T> write) {
        return committer.submit(write);
    }

    <T> T read(Readers.Query<T> query) {
        return readers.read(query);
    }

    Optional<String> outage() {
        return committer.outage();
    }

    /** Commits what is queued and closes. */
    @Override
    public void close() throws InterruptedException {
        committer.close();
        readers.close();
    }
}
