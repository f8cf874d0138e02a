package dev.gantry.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This node among those of one schema: its number, and the locks that its sessions hold. Whoever
 * writes as a node holds that node's lock in its session; so a second process of the same name is
 * refused, and as the lock is free only when the session before is over, a new connection never
 * overtakes a commit of the one that was lost. Thread-safe.
 */
final class PostgresNode {
    private static final int LOCK = 0x474E5452;
    private static final int START_UP = 0;
    private static final int LARGEST = 1023;
    private static final int START_WAIT_MS = 20_000;
    private static final int LOCK_WAIT_MS = 3000;
    private static final String SCHEMA =
            "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

    private final String name;
    private final boolean intakeOnly;
    private final Path url;
    private final String store;
    private final AtomicLong term = new AtomicLong();
    private volatile int number;
    private volatile long started;

    /**
     * @param intakeOnly whether runs that it takes in are for others
     * @param url the file that tells where the API answers
     * @param store what the store is called
     */
    PostgresNode(String name, boolean intakeOnly, Path url, String store) {
        this.name = name;
        this.intakeOnly = intakeOnly;
        this.url = url;
        this.store = store;
    }

    int number() {
        return number;
    }

    /** Whether runs that it takes in are for others. */
    boolean intakeOnly() {
        return intakeOnly;
    }

    /** Where its API answers; {@code null} while that is not known. */
    String url() {
        try {
            return Files.exists(url) ? Files.readString(url).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }

    AtomicLong term() {
        return term;
    }

    /** Takes the lock of the node, or, while it has no number, that of whoever starts. */
    void lock(Statement session) throws SQLException {
        if (number == 0) {
            lock(
                    session,
                    START_UP,
                    START_WAIT_MS,
                    "Another Gantry starts on "
                            + store
                            + " and takes long, or an older version runs there; stop it, or wait"
                            + " until it is up");
        } else {
            lockNode(session);
            checkAlone(session);
        }
    }

    /** Nobody else was this node while this process was cut off. */
    private void checkAlone(Statement session) throws SQLException {
        try (ResultSet rows =
                session.executeQuery("SELECT started FROM node WHERE number = " + number)) {
            if (!rows.next() || rows.getLong(1) != started) {
                throw new SQLException(
                        "Another Gantry has written to "
                                + store
                                + " as the node "
                                + name
                                + " while this one was cut off; stop the other one and start this"
                                + " one again, or leave it stopped",
                        PostgresFailures.TAKEN);
            }
        }
    }

    private void lockNode(Statement session) throws SQLException {
        lock(
                session,
                number,
                LOCK_WAIT_MS,
                "Another Gantry works on "
                        + store
                        + " as the node "
                        + name
                        + "; stop it, or give this one another name with gantry.node.name");
        session.execute(
                "SELECT set_config('gantry.node', '" + (intakeOnly ? 0 : number) + "', false)");
    }

    private static void lock(Statement session, int key, int wait, String taken)
            throws SQLException {
        session.execute("SET lock_timeout = " + wait);
        try {
            session.execute("SELECT pg_advisory_lock(" + (LOCK + key) + ", " + SCHEMA + "::int)");
        } catch (SQLException e) {
            if (!PostgresFailures.LOCKED.equals(e.getSQLState())) {
                throw e;
            }
            if (!session.getConnection().getAutoCommit()) {
                session.getConnection().rollback();
            }
            throw new SQLException(taken, PostgresFailures.TAKEN, e);
        }
        session.execute("RESET lock_timeout");
    }

    /** Registers the node, in the session that holds the lock of whoever starts. */
    void join(Connection writer) throws SQLException {
        try (Statement session = writer.createStatement()) {
            number = known(writer);
            lockNode(session);
            try (PreparedStatement put =
                    writer.prepareStatement(
                            "INSERT INTO node (number, name, term, started, until, slots, free,"
                                    + " waiting) SELECT ?, ?, 1, n, n + ?, 0, 0, 0 FROM (SELECT "
                                    + NodeWrite.NOW
                                    + " AS n) AS clock ON CONFLICT (number) DO UPDATE"
                                    + " SET term = node.term + 1, started = excluded.started,"
                                    + " until = excluded.until RETURNING term, started")) {
                put.setInt(1, number);
                put.setString(2, name);
                put.setLong(3, NodeWrite.LEASE_MS);
                try (ResultSet rows = put.executeQuery()) {
                    rows.next();
                    term.set(rows.getLong(1));
                    started = rows.getLong(2);
                }
            }
            writer.commit();
            session.execute(
                    "SELECT pg_advisory_unlock(" + (LOCK + START_UP) + ", " + SCHEMA + "::int)");
            writer.commit();
        }
    }

    private int known(Connection writer) throws SQLException {
        try (PreparedStatement select =
                writer.prepareStatement(
                        "SELECT coalesce((SELECT number FROM node WHERE name = ?),"
                                + " (SELECT min(n) FROM generate_series(1, "
                                + LARGEST
                                + ") n WHERE NOT EXISTS (SELECT 1 FROM node"
                                + " WHERE node.number = n)), 0)")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                int found = rows.getInt(1);
                if (found == 0) {
                    throw new UnusableStoreException(
                            store
                                    + " has "
                                    + LARGEST
                                    + " nodes on record, and there cannot be more; delete rows of"
                                    + " the table node that nobody uses");
                }
                return found;
            }
        }
    }

    String mine() {
        return " AND run.owner = " + number;
    }

    String within() {
        return " AND run.owner IN (0, " + number + ")";
    }
}
