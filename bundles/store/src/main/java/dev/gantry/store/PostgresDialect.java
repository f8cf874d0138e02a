package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * PostgreSQL: the tables of the nodes of one Gantry in the current schema of one database. Who
 * writes does so as a {@linkplain PostgresNode node}.
 */
final class PostgresDialect implements Dialect {
    private static final String LABELS = json("r.spec") + " -> 'labels'";
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);
    private static final String MARK = "dev.gantry";

    // what is told may have 8,000 bytes
    private static final int NAMED = 100;

    private static final String SCHEMA =
            "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

    private final PostgresAddress address;
    private final PostgresFailures failures;
    private final PostgresNode node;
    private volatile String channel;

    /**
     * @param name of the node
     * @param intakeOnly whether runs that it takes in are for others
     * @param url the file that tells where its API answers
     */
    PostgresDialect(PostgresAddress address, String name, boolean intakeOnly, Path url) {
        this.address = address;
        this.node = new PostgresNode(name, intakeOnly, url, address.name());
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
            PostgresSession.writes(statement);
            checkSchema(statement);
            node.lock(statement);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void checkSchema(Statement statement) throws SQLException {
        if (number(statement, "SELECT count(current_schema())") == 0) {
            throw new SQLException(
                    "The schema that "
                            + name()
                            + " is to use is not there, or closed to this role; create it, or name"
                            + " another one with currentSchema in gantry.store.url",
                    PostgresFailures.TAKEN);
        }
    }

    @Override
    public void join(Connection writer) throws SQLException {
        node.join(writer);
        try (Statement statement = writer.createStatement()) {
            channel = "gantry_" + number(statement, "SELECT " + SCHEMA + "::bigint");
            writer.commit();
        }
    }

    @Override
    public String mine() {
        return node.mine();
    }

    @Override
    public String within() {
        return node.within();
    }

    @Override
    public String locked() {
        return " FOR UPDATE";
    }

    @Override
    public String news() {
        return node.intakeOnly() ? "SELECT pg_notify('" + channel + "', ?)" : "";
    }

    @Override
    public String news(List<Long> runs) {
        String named =
                runs.size() > NAMED
                        ? ""
                        : runs.stream().map(String::valueOf).collect(Collectors.joining(" "));
        return NodeStore.WORK + " " + named;
    }

    @Override
    public void unhurried(Statements on) throws SQLException {
        on.of("SET LOCAL synchronous_commit = off").execute();
    }

    @Override
    public void tell(Statements on, String topic, String subject) throws SQLException {
        new NodeWrite.Tell(channel, topic + " " + subject).apply(on);
    }

    @Override
    public NodeStore nodes(Database database) {
        return new PostgresNodes(database, this, node);
    }

    /** What its nodes tell each other is told there. */
    String channel() {
        return channel;
    }

    /** A connection that hears what is told. */
    Connection listener() throws SQLException {
        Properties properties = new Properties();
        PromptSockets.in(properties, address.parameters());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Connection connection;
        try {
            thread.setContextClassLoader(PromptSockets.class.getClassLoader());
            connection = connect(properties);
        } finally {
            thread.setContextClassLoader(before);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + channel);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection reader() throws SQLException {
        Properties properties = new Properties();
        // rows in pages, which takes a transaction: some have megabytes
        properties.setProperty("defaultRowFetchSize", "50");
        properties.setProperty("readOnly", "true");
        Connection connection = connect(properties);
        try (Statement statement = connection.createStatement()) {
            PostgresSession.reads(statement);
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
                "postgres/003-retention.sql",
                "postgres/004-nodes.sql",
                "postgres/005-lanes.sql",
                "postgres/006-joins.sql",
                "postgres/007-logs.sql",
                "postgres/008-children.sql",
                "postgres/009-slos.sql",
                "postgres/010-identity.sql",
                "postgres/011-statistics.sql",
                "postgres/012-checks.sql",
                "postgres/013-findings.sql",
                "postgres/014-dead.sql",
                "postgres/015-places.sql");
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
    public boolean yielded(SQLException failure) {
        return PostgresFailures.yielded(failure);
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

    /** PostgreSQL takes an order that only one index has from that index, not from a sort. */
    @Override
    public String open() {
        return "run WHERE state = 0 ORDER BY owner, lane, due, id";
    }

    @Override
    public String among(String query) {
        return " = ANY (ARRAY(" + query + "))";
    }

    @Override
    public String labelled() {
        return LABELS + " ->> ? = ?";
    }

    @Override
    public String labelLike(boolean named) {
        return "EXISTS (SELECT 1 FROM json_each_text("
                + LABELS
                + ") l WHERE "
                + (named ? "l.key = ? AND " : "")
                + "l.value "
                + like()
                + ")";
    }

    /** A text as JSON, without the one character that no text here can have. */
    private static String json(String column) {
        return "replace(" + column + ", '\\u0000', '\\ufffd')::json";
    }

    @Override
    public String like() {
        return "ILIKE ? ESCAPE '\\'";
    }

    @Override
    public String errorMessage() {
        return "(" + json("r.error") + " ->> 'message')";
    }

    @Override
    public String snapshot() {
        return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
    }

    @Override
    public String member(String name) {
        return json("r.spec") + " ->> '" + name + "'";
    }

    @Override
    public double free(Statements on) {
        return Double.NaN;
    }

    /** Autovacuum does. */
    @Override
    public int shrink(Statements on, int pages, double spared) {
        return 0;
    }

    @Override
    public Upkeep upkeep() {
        return new PostgresUpkeep();
    }
}
