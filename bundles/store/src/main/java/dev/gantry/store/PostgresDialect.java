package dev.gantry.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * PostgreSQL: the tables of one Gantry in the current schema of one database.
 *
 * <p>Who writes holds an advisory lock in its session, so a second Gantry is refused; and as the
 * lock is free only when the session before is over, a new connection never overtakes a commit of
 * the one that was lost. The number in the table {@code term} grows with each start: a Gantry that
 * was cut off for a while notices by it that another one wrote meanwhile.
 */
final class PostgresDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);
    private static final String MARK = "dev.gantry";
    private static final int LOCK = 0x474E5452;
    private static final int LOCK_WAIT_MS = 3000;
    private static final String SCHEMA =
            "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

    // a dead client is noticed within half a minute, and its lock is free; joins of arrays go by
    // the primary key whatever the planner knows about a table that grows by the second
    private static final String SESSION =
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                    + "SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') = 'off';"
                    + "SELECT set_config('tcp_keepalives_idle', '10', false),"
                    + " set_config('tcp_keepalives_interval', '5', false),"
                    + " set_config('tcp_keepalives_count', '4', false),"
                    + " set_config('plan_cache_mode', 'force_generic_plan', false),"
                    + " set_config('enable_hashjoin', 'off', false),"
                    + " set_config('enable_mergejoin', 'off', false)";

    private final PostgresAddress address;
    private final PostgresFailures failures;
    private final AtomicLong term = new AtomicLong();

    PostgresDialect(PostgresAddress address) {
        this.address = address;
        this.failures = new PostgresFailures(address);
    }

    @Override
    public String name() {
        return address.name();
    }

    private Connection connect(Properties more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "Gantry");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        // details of errors hold values of rows, and parameters of runs may be secrets
        properties.setProperty("logServerErrorDetail", "false");
        properties.putAll(more);
        return address.connect(properties);
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = connect(new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            lock(statement);
            long known = term.get();
            if (known > 0 && number(statement, "SELECT number FROM term") != known) {
                throw new SQLException(
                        "Another Gantry has written to "
                                + name()
                                + " while this one was cut off; stop the other one and start this"
                                + " one again, or leave it stopped",
                        PostgresFailures.TAKEN);
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void lock(Statement statement) throws SQLException {
        if (number(statement, "SELECT count(current_schema())") == 0) {
            throw new SQLException(
                    "The schema that "
                            + name()
                            + " is to use is not there, or closed to this role; create it, or name"
                            + " another one with currentSchema in gantry.store.url",
                    PostgresFailures.TAKEN);
        }
        statement.execute("SET lock_timeout = " + LOCK_WAIT_MS);
        try {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ", " + SCHEMA + "::int)");
        } catch (SQLException e) {
            if (!PostgresFailures.LOCKED.equals(e.getSQLState())) {
                throw e;
            }
            throw new SQLException(
                    "Another Gantry works on "
                            + name()
                            + "; stop it, or give this one a database or schema of its own in"
                            + " gantry.store.url",
                    PostgresFailures.TAKEN,
                    e);
        }
        statement.execute("RESET lock_timeout");
    }

    @Override
    public Connection reader() throws SQLException {
        Properties properties = new Properties();
        // rows in pages, which takes a transaction: some have megabytes
        properties.setProperty("defaultRowFetchSize", "50");
        properties.setProperty("readOnly", "true");
        Connection connection = connect(properties);
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void claim(Connection writer) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            String encoding = text(statement, "SELECT current_setting('server_encoding')");
            if (!encoding.equals("UTF8")) {
                throw new UnusableStoreException(
                        name()
                                + " has the encoding "
                                + encoding
                                + "; create a database for Gantry with ENCODING 'UTF8'");
            }
            if (text(statement, "SELECT current_setting('fsync')").equals("off")) {
                LOG.warn(
                        "{} runs with fsync = off: a crash of its machine loses what was accepted;"
                                + " set fsync = on in postgresql.conf",
                        name());
            }
            own(statement);
            try (ResultSet rows =
                    statement.executeQuery(
                            "UPDATE term SET number = number + 1 RETURNING number")) {
                rows.next();
                term.set(rows.getLong(1));
            }
            writer.commit();
        }
    }

    private void own(Statement statement) throws SQLException {
        String mark =
                text(
                        statement,
                        "SELECT max(obj_description(oid, 'pg_class')) FROM pg_class WHERE"
                                + " relnamespace = "
                                + SCHEMA
                                + " AND relname = 'schema_version'");
        if (MARK.equals(mark)) {
            return;
        }
        long tables =
                number(
                        statement,
                        "SELECT count(*) FROM pg_class c WHERE relnamespace = "
                                + SCHEMA
                                + " AND relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS"
                                + " (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid"
                                + " AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')");
        if (tables > 0) {
            throw new UnusableStoreException(
                    "The schema "
                            + text(statement, "SELECT current_schema()")
                            + " of "
                            + name()
                            + " holds tables of another program; give Gantry a database or schema"
                            + " of its own in gantry.store.url");
        }
        statement.execute(Migrator.VERSIONS);
        statement.execute("COMMENT ON TABLE schema_version IS '" + MARK + "'");
        statement.execute("CREATE TABLE term (number BIGINT NOT NULL)");
        statement.execute("INSERT INTO term VALUES (0)");
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public List<String> migrations() {
        return List.of(
                "postgres/001-all.sql",
                "postgres/002-control.sql",
                "postgres/003-lanes.sql",
                "postgres/004-children.sql");
    }

    @Override
    public Optional<String> outage(SQLException failure) {
        return failures.outage(failure);
    }

    @Override
    public boolean lost(SQLException failure) {
        return PostgresFailures.lost(failure);
    }

    @Override
    public String refusal(SQLException failure) {
        return PostgresFailures.refusal(failure);
    }

    @Override
    public long bytes(Statements on) throws SQLException {
        try (ResultSet rows =
                on.of(
                                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
                                        + " WHERE relkind = 'r' AND relnamespace = "
                                        + SCHEMA)
                        .executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public boolean bulk() {
        return true;
    }

    /** PostgreSQL has no U+0000; the replacement character shows where one was. */
    @Override
    public String text(String text) {
        return text.replace('\0', '\uFFFD');
    }

    @Override
    public String using(String index) {
        return "";
    }

    @Override
    public String labelled() {
        return "r.spec::json -> 'labels' ->> ? = ?";
    }

    @Override
    public Upkeep upkeep() {
        return new PostgresUpkeep();
    }
}
