package dev.gantry.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Puts a backup in the place of the database at the start, if one lies ready as {@code
 * data/restore.db}, and the files that lie ready with it among the large parameters and results. It
 * is checked before; what was there is kept under another name. An end in the middle is made good
 * by the next start, as the file lies there until all is done.
 */
final class Restore {
    private static final Logger LOG = LoggerFactory.getLogger(Restore.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Path backup;
    private final Path database;
    private final Path payloads;
    private final int newest;

    /**
     * @param payloads where large parameters and results are
     * @param newest the newest version of the schema that is known
     */
    Restore(Path backup, Path database, Path payloads, int newest) {
        this.backup = backup;
        this.database = database;
        this.payloads = payloads;
        this.newest = newest;
    }

    /**
     * Restores, if there is something to restore.
     *
     * @throws UnusableStoreException if the backup is no sound database of Gantry; then nothing is
     *     changed
     */
    void take() throws IOException {
        if (Files.notExists(backup)) {
            return;
        }
        check();
        BackupPayloads.of(backup).moveTo(payloads);
        String name = database.getFileName().toString();
        String time = TIME.format(Files.getLastModifiedTime(backup).toInstant());
        String kept = name.replace(".db", "-before-" + time + ".db");
        // its log first: it must never be read with another database
        for (String suffix : List.of("-wal", "-shm", "")) {
            Path part = database.resolveSibling(name + suffix);
            if (Files.exists(part)) {
                Files.move(part, database.resolveSibling(kept + suffix));
            }
        }
        Files.move(backup, database, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("{} was restored; what was there before is kept as {}", database, kept);
    }

    private void check() {
        try (Connection connection = SqliteUpkeep.open(backup, true);
                Statement statement = connection.createStatement()) {
            if (number(statement, "PRAGMA application_id") != SqliteDialect.APPLICATION_ID) {
                throw unusable("is no database of Gantry");
            }
            long schema = number(statement, "SELECT max(version) FROM schema_version");
            if (schema > newest) {
                throw unusable("was written by a newer Gantry (schema " + schema + ")");
            }
            List<String> damage = SqliteUpkeep.damage(connection);
            if (!damage.isEmpty()) {
                throw unusable("is damaged: " + damage.getFirst());
            }
        } catch (SQLException e) {
            throw unusable("cannot be read: " + e.getMessage());
        }
    }

    private UnusableStoreException unusable(String why) {
        return new UnusableStoreException(
                backup
                        + ", which is to be restored, "
                        + why
                        + "; delete it to start with the present database, or put another backup in"
                        + " its place");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
