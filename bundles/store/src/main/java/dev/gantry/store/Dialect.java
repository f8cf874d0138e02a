package dev.gantry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What differs from one database to another. Thread-safe. */
interface Dialect {

    /** What the store is called in messages. */
    String name();

    /** A connection to write through, durable at commit, without automatic commit. */
    Connection writer() throws SQLException;

    /** A connection to read through, each statement seeing what is committed. */
    Connection reader() throws SQLException;

    /**
     * Makes sure that the database is empty or one of Gantry's, and marks it.
     *
     * @throws UnusableStoreException if it belongs to somebody else
     */
    void claim(Connection writer) throws SQLException;

    /** Names of the migrations, oldest first: resources beside this class. */
    List<String> migrations();

    /**
     * What is wrong, with the remedy, if {@code failure} is about the store as a whole; empty if it
     * is about the statement.
     */
    Optional<String> outage(SQLException failure);

    /** How many bytes the store takes. */
    long bytes();
}
