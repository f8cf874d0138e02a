package dev.gantry.store;

import dev.gantry.spi.store.Compaction;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/** Copies and checks an SQLite file beside those who use it: neither holds up a writer. */
final class SqliteUpkeep implements Upkeep {
    private static final int DAMAGES = 20;
    private static final int STEP = 64;

    /** What others may write meanwhile. */
    private static final long RESERVE = 64L << 20;

    private final Path file;
    private final ToLongFunction<Path> room;

    SqliteUpkeep(Path file) {
        this(file, folder -> folder.toFile().getUsableSpace());
    }

    /**
     * @param room how many bytes are free where a folder is; 0 where nobody knows
     */
    SqliteUpkeep(Path file, ToLongFunction<Path> room) {
        this.file = file;
        this.room = room;
    }

    @Override
    public String kind() {
        return "sqlite";
    }

    @Override
    public void copy(Path target) throws SQLException, IOException {
        long wanted = Files.size(file) + RESERVE;
        long free = room.applyAsLong(target.toAbsolutePath().getParent());
        if (free > 0 && free < wanted) {
            throw new IOException(
                    "a copy wants " + wanted + " bytes of free room there, and there are " + free);
        }
        SqliteDialect.create(target);
        try (Connection connection = open(file, false);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, target.toString());
            vacuum.execute();
        }
        try (FileChannel copy = FileChannel.open(target, StandardOpenOption.WRITE)) {
            copy.force(true);
        }
    }

    @Override
    public Connection open(Path copy) throws SQLException {
        return open(copy, true);
    }

    @Override
    public Compaction compact(Database database) throws SQLException, IOException {
        long before = (long) database.bytes();
        if (database.read(SqliteFile::shrinks)) {
            int gone;
            do {
                gone = shrink(database);
            } while (gone > 0);
            SqliteFile.checkpoint(file);
            return new Compaction(before, (long) database.bytes(), false);
        }
        Files.write(asked(file), new byte[0]);
        return new Compaction(before, before, true);
    }

    /** One step; the pause after it leaves most of the time to those who write. */
    private static int shrink(Database database) {
        long begin = System.nanoTime();
        int gone = database.write(new RetentionWrite.Shrink(STEP, 0)).join().pages();
        LockSupport.parkNanos(2 * (System.nanoTime() - begin));
        return gone;
    }

    /** Where it is noted that the next start writes a file anew. */
    static Path asked(Path file) {
        return file.resolveSibling("compact");
    }

    @Override
    public List<String> damage() throws SQLException {
        try (Connection connection = open(file, true)) {
            return damage(connection);
        }
    }

    static List<String> damage(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("PRAGMA integrity_check(" + DAMAGES + ")")) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found.equals(List.of("ok")) ? List.of() : found;
        } catch (SQLException e) {
            // where the damage is too great to go on
            if (e.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code) {
                return List.of(e.getMessage());
            }
            throw e;
        }
    }

    static Connection open(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5000);
        config.setReadOnly(readOnly);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }
}
