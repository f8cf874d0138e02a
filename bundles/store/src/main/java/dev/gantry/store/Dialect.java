package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What differs from one database to another. Thread-safe. */
interface Dialect {

    /** What the store is called in messages. */
    String name();

    /**
     * A connection to write through, durable at commit, without automatic commit. Whoever has it is
     * the only one who writes.
     */
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
     * Keeps a copy of a database before its schema is changed.
     *
     * @param schema the one that it has
     * @return where the copy is; empty if none is kept
     * @throws UnusableStoreException if there is no room for it
     */
    default Optional<Path> keepBefore(int schema) throws SQLException {
        return Optional.empty();
    }

    /**
     * What is wrong, with the remedy, if {@code failure} is about the store as a whole; empty if it
     * is about the statement.
     */
    Optional<String> outage(SQLException failure);

    /**
     * Whether the connection is gone: another one may do what this one did not, and if it was
     * committing, nobody knows whether it did.
     */
    boolean lost(SQLException failure);

    /** Whether the transaction was undone in favour of another one, and may be tried at once. */
    default boolean yielded(SQLException failure) {
        return false;
    }

    /** Why one write was refused, for its caller. */
    String refusal(SQLException failure);

    /** How many bytes the store takes. */
    long bytes(Statements on) throws SQLException;

    /** Whether few statements make many writes; otherwise each is made by itself. */
    boolean bulk();

    /** A text for people as it can be stored. */
    String text(String text);

    /** Begins a transaction of a reader that sees one moment, that of its first question. */
    String snapshot();

    /** What follows a table's name to have an index used. */
    String using(String index);

    /**
     * What follows {@code SELECT … FROM} to read open runs by the index of those, whatever the
     * database believes of a table in which most were open a moment ago. A limit may follow.
     */
    String open();

    /** What follows a key to have each row looked up that a query names. */
    String among(String query);

    /** A condition on run {@code r}: that it has a label. Its arguments are name and value. */
    String labelled();

    /**
     * A condition on run {@code r}: that it has a label whose value is like a pattern.
     *
     * @param named whether the label's name is the argument before the pattern
     */
    String labelLike(boolean named);

    /** What compares a text with a pattern, upper and lower case as one. */
    String like();

    /** The message in the JSON of run {@code r}'s error. */
    String errorMessage();

    /** A text in the JSON of run {@code r}'s spec, by its name. */
    String member(String name);

    /** How many bytes of the store are free; no number where the database does not tell. */
    double free(Statements on) throws SQLException;

    /** As {@link dev.gantry.spi.store.RetentionStore#shrink}; returns how many pages went. */
    int shrink(Statements on, int pages, double spared) throws SQLException;

    /** Has this node join those that are there, when the schema is up to date. */
    default void join(Connection writer) throws SQLException {}

    /** What follows a condition on the table {@code run} so that it holds for this node's runs. */
    default String mine() {
        return "";
    }

    /** As {@link #mine}, and for those that nobody has. */
    default String within() {
        return "";
    }

    /** What follows a query so that its rows stay as they are until the commit. */
    default String locked() {
        return "";
    }

    /**
     * A statement that tells other nodes what its argument says of new runs which are for them;
     * empty where none is.
     */
    default String news() {
        return "";
    }

    /** What is told of new runs. */
    default String news(List<Long> runs) {
        return "";
    }

    /**
     * Has the transaction that begins commit without waiting for the disk: a crash of the database
     * may undo it.
     */
    default void unhurried(Statements on) throws SQLException {}

    /** Tells all nodes at the commit. */
    default void tell(Statements on, String topic, String subject) throws SQLException {}

    /** The nodes that share it. */
    default NodeStore nodes(Database database) {
        return new LoneNode();
    }

    /** How it is kept. */
    Upkeep upkeep();
}
