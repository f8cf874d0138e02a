package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

class UnusableStoreTest {
    @TempDir Path folder;

    private String refusal(Path file) {
        return assertThrows(UnusableStoreException.class, () -> Stores.sqlite(file)).getMessage();
    }

    private static void execute(Path file, String... sqls) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : sqls) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }

    @Test
    void refusesANewerSchema() throws Exception {
        Path file = folder.resolve("gantry.db");
        Stores.sqlite(file).close();
        execute(file, "INSERT INTO schema_version VALUES (99, 'future', 0)");
        String why = refusal(file);
        assertTrue(why.contains("newer Gantry (schema 99, this one knows "), why);
        assertTrue(why.contains("start that version"), why);
    }

    @Test
    void keepsACopyBeforeItsSchemaChanges() throws Exception {
        Path file = folder.resolve("gantry.db");
        Stores.sqlite(file).close();
        Path backups = folder.resolve("backups");
        assertTrue(Files.notExists(backups), "what is new has no before");
        older(file);
        Stores.sqlite(file).close();
        int newest = new SqliteDialect(file).migrations().size();
        Path copy = backups.resolve("before-upgrade-from-schema-" + (newest - 1) + ".db");
        assertEquals(newest - 1, schema(copy));
        assertEquals(newest, schema(file));
        Files.delete(copy);
        older(file);
        Stores.open(new SqliteDialect(file, false)).close();
        assertTrue(Files.notExists(copy), "none is wanted");
    }

    @Test
    void isNotChangedWithoutACopy() throws Exception {
        Path file = folder.resolve("gantry.db");
        older(file);
        Files.writeString(folder.resolve("backups"), "no folder");
        String why = refusal(file);
        assertTrue(why.contains("gantry.store.upgrade.copy=false"), why);
        assertEquals(new SqliteDialect(file).migrations().size() - 1, schema(file));
    }

    /** A store as the release before the last migration left it. */
    private static void older(Path file) throws Exception {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(file + suffix));
        }
        List<String> migrations = new SqliteDialect(file).migrations();
        execute(file, "PRAGMA application_id = " + SqliteDialect.APPLICATION_ID, Migrator.VERSIONS);
        for (int version = 1; version < migrations.size(); version++) {
            String name = migrations.get(version - 1);
            try (InputStream in = Migrator.class.getResourceAsStream(name)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                execute(file, text.replaceAll("(?m)^--.*$", "").split(";\\R"));
            }
            execute(file, "INSERT INTO schema_version VALUES (" + version + ", '" + name + "', 0)");
        }
    }

    private static int schema(Path file) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT max(version) FROM schema_version")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void refusesTheDatabaseOfAnotherProgram() throws Exception {
        Path file = folder.resolve("gantry.db");
        execute(file, "CREATE TABLE photo (id INTEGER)");
        String why = refusal(file);
        assertTrue(why.contains("database of another program; move it away"), why);
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws Exception {
        Path file = folder.resolve("gantry.db");
        Files.writeString(file, "this is not a database, it is a text of some length ".repeat(50));
        String why = refusal(file);
        assertTrue(why.contains("damaged or no database"), why);
        assertTrue(why.contains("restore it from a backup"), why);
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        String why = refusal(folder.resolve("missing").resolve("gantry.db"));
        assertTrue(why.contains("gantry.db"), why);
    }

    @Test
    void opensItsOwnDatabaseAgain() throws Exception {
        Path file = folder.resolve("gantry.db");
        Stores.sqlite(file).close();
        Database again = Stores.sqlite(file);
        assertEquals(0, new SqlRunStore(again).countOpen());
        again.close();
    }
}
