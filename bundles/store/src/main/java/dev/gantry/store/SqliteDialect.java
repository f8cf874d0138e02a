package dev.gantry.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** SQLite in one file with a write-ahead log, synced at each commit. */
final class SqliteDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDialect.class);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    static final int APPLICATION_ID = 0x474E5452;
    private static final int PAGES_PER_CHECKPOINT = 4000;

    private final Path file;
    private final boolean copies;

    // from then on the file is there and ours, or it is an outage; and only SQLite opens it:
    // whoever
    // else closes it in this process takes the locks of all connections away
    private volatile boolean claimed;

    SqliteDialect(Path file) {
        this(file, true);
    }

    /** {@code copies} tells whether a copy is kept before the schema is changed. */
    SqliteDialect(Path file, boolean copies) {
        this.file = file;
        this.copies = copies;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public Connection writer() throws SQLException {
        if (claimed) {
            find();
        } else {
            create(file);
            look();
            SqliteFile.found(file);
        }
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(64L * 1024 * 1024));
        Connection connection = open(config);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + PAGES_PER_CHECKPOINT);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void find() throws SQLException {
        try (Connection look = reader();
                Statement statement = look.createStatement()) {
            if (number(statement, "PRAGMA application_id") != APPLICATION_ID) {
                throw new SQLException("another file is in its place; put Gantry's own back");
            }
        }
    }

    @Override
    public Connection reader() throws SQLException {
        Connection connection = open(config());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = 1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Optional<Path> keepBefore(int schema) throws SQLException {
        if (!copies) {
            return Optional.empty();
        }
        Path folder = file.resolveSibling("backups");
        Path copy = folder.resolve("before-upgrade-from-schema-" + schema + ".db");
        Path part = folder.resolve(copy.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(part);
            new SqliteUpkeep(file).copy(part);
            Files.move(part, copy, StandardCopyOption.REPLACE_EXISTING);
            return Optional.of(copy);
        } catch (IOException | SQLException e) {
            throw new UnusableStoreException(
                    "the copy of the store before its upgrade cannot be made in "
                            + folder
                            + " ("
                            + e.getMessage()
                            + "); make room for "
                            + file.toFile().length()
                            + " bytes, or set gantry.store.upgrade.copy=false if you have a backup",
                    e);
        }
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        if (claimed) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setBusyTimeout(5000);
        config.setCacheSize(-32 * 1024);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection open(SQLiteConfig config) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    /**
     * Makes sure that the file can be opened without harm; changes nothing. Only while no
     * connection is open.
     *
     * @throws UnusableStoreException if it belongs to somebody else, or its log is damaged
     */
    void look() throws SQLException {
        refuseForeign();
        SqliteLog.check(file);
    }

    /**
     * Looks only: not even its journal is touched. What is in the log of our own does not count.
     */
    private void refuseForeign() throws SQLException {
        if (SqliteHeader.ours(file)) {
            return;
        }
        SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig());
        source.setUrl("jdbc:sqlite:" + file.toUri() + "?immutable=1&mode=ro");
        try (Connection look = source.getConnection();
                Statement statement = look.createStatement()) {
            int owner = number(statement, "PRAGMA application_id");
            if (owner != APPLICATION_ID
                    && (owner != 0
                            || number(statement, "SELECT count(*) FROM sqlite_master") > 0)) {
                throw new UnusableStoreException(
                        file
                                + " is a database of another program; move it away, or start Gantry"
                                + " with another home");
            }
        }
    }

    @Override
    public void claim(Connection writer) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            if (number(statement, "PRAGMA application_id") == APPLICATION_ID) {
                secure();
            } else {
                statement.execute("PRAGMA application_id = " + APPLICATION_ID);
                writer.commit();
            }
        }
        claimed = true;
    }

    /** Parameters of runs may be secrets: the file, and with it its log, is for its owner only. */
    static void create(Path file) {
        try {
            if (posix(file) && Files.notExists(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
        } catch (IOException e) {
            LOG.debug("Opening it will tell what is wrong", e);
        }
    }

    /** Takes from others what an earlier Gantry or a copy left open to them. */
    private void secure() {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            try {
                if (posix(file) && Files.exists(part)) {
                    Files.setPosixFilePermissions(part, OWNER_ONLY);
                }
            } catch (IOException e) {
                LOG.warn(
                        "{} may be read by others, and that cannot be changed ({}); take their"
                                + " right to read it",
                        part,
                        e.toString());
            }
        }
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Override
    public List<String> migrations() {
        return List.of(
                "sqlite/001-spine.sql",
                "sqlite/002-swap.sql",
                "sqlite/003-config.sql",
                "sqlite/004-usage.sql",
                "sqlite/005-control.sql",
                "sqlite/006-retention.sql",
                "sqlite/007-lanes.sql",
                "sqlite/008-joins.sql",
                "sqlite/009-logs.sql",
                "sqlite/010-children.sql",
                "sqlite/011-slos.sql",
                "sqlite/012-identity.sql",
                "sqlite/013-statistics.sql",
                "sqlite/014-checks.sql",
                "sqlite/015-findings.sql",
                "sqlite/016-dead.sql");
    }

    @Override
    public Optional<String> outage(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return Optional.of(file + " is not open: " + failure.getMessage());
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
        return switch (primary) {
            case SQLITE_FULL ->
                    Optional.of(
                            "The disk that holds "
                                    + file
                                    + " is full; free some space there, Gantry goes on by itself");
            case SQLITE_BUSY, SQLITE_LOCKED ->
                    Optional.of(
                            "Another program keeps "
                                    + file
                                    + " locked; close it, Gantry goes on by itself");
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                    Optional.of(
                            file
                                    + " cannot be written; give Gantry's user the right to write it"
                                    + " and its folder");
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                    Optional.of(
                            file
                                    + " is damaged or no database; stop Gantry and restore it from a"
                                    + " backup, or move it away to start empty");
            case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_NOLFS, SQLITE_PROTOCOL ->
                    Optional.of(
                            "Reading or writing "
                                    + file
                                    + " failed ("
                                    + sqlite.getMessage()
                                    + "); check the disk, Gantry goes on by itself when it works"
                                    + " again");
            default -> Optional.empty();
        };
    }

    @Override
    public boolean lost(SQLException failure) {
        return false;
    }

    @Override
    public String refusal(SQLException failure) {
        return "The store refused a write: " + failure.getMessage();
    }

    @Override
    public boolean bulk() {
        return false;
    }

    @Override
    public String text(String text) {
        return text;
    }

    @Override
    public String snapshot() {
        return "BEGIN";
    }

    @Override
    public String using(String index) {
        return " INDEXED BY " + index;
    }

    @Override
    public String open() {
        return "run INDEXED BY run_open WHERE state = 0";
    }

    @Override
    public String among(String query) {
        return " IN (" + query + ")";
    }

    @Override
    public String labelled() {
        return "EXISTS (SELECT 1 FROM json_each(r.spec, '$.labels') l"
                + " WHERE l.key = ? AND l.value = ?)";
    }

    @Override
    public String labelLike(boolean named) {
        return "EXISTS (SELECT 1 FROM json_each(r.spec, '$.labels') l WHERE "
                + (named ? "l.key = ? AND " : "")
                + "l.value "
                + like()
                + ")";
    }

    @Override
    public String like() {
        return "LIKE ? ESCAPE '\\'";
    }

    @Override
    public String errorMessage() {
        return "json_extract(r.error, '$.message')";
    }

    @Override
    public String member(String name) {
        return "json_extract(r.spec, '$." + name + "')";
    }

    @Override
    public long bytes(Statements on) {
        return size(file)
                + size(file.resolveSibling(file.getFileName() + "-wal"))
                + size(file.resolveSibling(file.getFileName() + "-shm"));
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public double free(Statements on) throws SQLException {
        return (double) SqliteFile.pragma(on, "freelist_count")
                * SqliteFile.pragma(on, "page_size");
    }

    @Override
    public int shrink(Statements on, int pages, double spared) throws SQLException {
        return SqliteFile.shrink(on, pages, spared);
    }

    @Override
    public Upkeep upkeep() {
        return new SqliteUpkeep(file);
    }
}
