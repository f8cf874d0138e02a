package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

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
                statement.execute(sql);
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
