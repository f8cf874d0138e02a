package dev.gantry.store;

import dev.gantry.spi.store.Compaction;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a database offers for its own keeping. Thread-safe; each call has its own connection. */
interface Upkeep {

    /** The kind of database. */
    String kind();

    /** Writes a consistent copy into a file that is not there yet. */
    void copy(Path target) throws SQLException, IOException;

    /** What is in a copy. */
    Connection open(Path copy) throws SQLException;

    /** Makes the file as small as it can be, or sees to it that the next start does. */
    Compaction compact(Database database) throws SQLException, IOException;

    /** What is damaged, if anything; empty too where {@link #unchecked} says so. */
    List<String> damage() throws SQLException;

    /** With what tool a database is checked that is not checked here; {@code null} if it is. */
    default String unchecked() {
        return null;
    }
}
