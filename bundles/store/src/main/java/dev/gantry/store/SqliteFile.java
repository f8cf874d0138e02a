package dev.gantry.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The size of an SQLite file. It can get smaller in small steps only if it was told so before its
 * first table, or was written anew since.
 */
final class SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final int INCREMENTAL = 2;
    private static final long SMALL = 64L << 20;
    private static final double MUCH = 0.25;

    private SqliteFile() {}

    /** Tells a file that is empty that it may shrink. */
    static void found(Path file) throws SQLException {
        if (size(file) > 0) {
            return;
        }
        try (Connection connection = SqliteUpkeep.open(file, false);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    /**
     * Writes a file anew that cannot shrink otherwise, if it is small or much of it is free. An end
     * in the middle leaves it as it was. Nobody else may have it open.
     *
     * @param newest the newest version of the schema that is known; one beyond is left alone
     * @param asked whether it is to be done however much is free
     * @return whether it was done
     */
    static boolean rewrite(Path file, int newest, boolean asked) throws SQLException {
        if (size(file) == 0) {
            return false;
        }
        try (Connection connection = SqliteUpkeep.open(file, false);
                Statement statement = connection.createStatement()) {
            if (number(statement, "PRAGMA application_id") != SqliteDialect.APPLICATION_ID
                    || number(statement, "SELECT max(version) FROM schema_version") > newest) {
                return false;
            }
            long pages = number(statement, "PRAGMA page_count");
            boolean shrinks = number(statement, "PRAGMA auto_vacuum") == INCREMENTAL;
            boolean worth =
                    size(file) <= SMALL
                            || number(statement, "PRAGMA freelist_count") >= pages * MUCH;
            if (!asked && (shrinks || !worth)) {
                return false;
            }
            if (file.toAbsolutePath().getParent().toFile().getUsableSpace() < 2 * size(file)) {
                LOG.warn(
                        "{} is not written anew to give room back: that takes twice its size of"
                                + " room on the disk",
                        file);
                return false;
            }
            long begin = System.nanoTime();
            statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
            statement.execute("VACUUM");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            LOG.info(
                    "{} was written anew in {} and has {} bytes now",
                    file,
                    Duration.ofNanos(System.nanoTime() - begin).truncatedTo(ChronoUnit.MILLIS),
                    size(file));
            return true;
        }
    }

    /** Whether it can get smaller in small steps. */
    static boolean shrinks(Statements on) throws SQLException {
        return pragma(on, "auto_vacuum") == INCREMENTAL;
    }

    /** Gives pages back; returns how many went. */
    static int shrink(Statements on, int pages, double spared) throws SQLException {
        long free = pragma(on, "freelist_count");
        long spare = (long) (pragma(on, "page_count") * spared);
        long less = Math.min(pages, free - spare);
        if (less <= 0 || !shrinks(on)) {
            return 0;
        }
        // the driver takes one step of this statement, which is one page; a commit has to find it
        // closed
        try (PreparedStatement step = on.once("PRAGMA incremental_vacuum")) {
            for (int i = 0; i < less; i++) {
                step.execute();
            }
        }
        return (int) (free - pragma(on, "freelist_count"));
    }

    /** Brings what is committed into the file, as far as readers let it, beside those who write. */
    static void checkpoint(Path file) throws SQLException {
        try (Connection connection = SqliteUpkeep.open(file, false);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    static long pragma(Statements on, String name) throws SQLException {
        try (ResultSet rows = on.of("PRAGMA " + name).executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
