package dev.gantry.store;

import dev.gantry.spi.store.Lane;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One connection with the statements prepared on it. For one thread at a time. */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<String, Long> providers = new HashMap<>();
    private final Map<Lane, Long> lanes = new HashMap<>();
    private boolean committing;

    Statements(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** The statement for an SQL text, prepared once. */
    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    /** A statement that is used once; the caller closes it. */
    PreparedStatement once(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /** The number that stands for a revision's name in the rows of runs; 0 for none. */
    long provider(String name) throws SQLException {
        if (name == null) {
            return 0;
        }
        Long known = providers.get(name);
        if (known != null) {
            return known;
        }
        PreparedStatement insert =
                of("INSERT INTO provider (name) VALUES (?) ON CONFLICT DO NOTHING");
        insert.setString(1, name);
        insert.executeUpdate();
        PreparedStatement select = of("SELECT id FROM provider WHERE name = ?");
        select.setString(1, name);
        try (ResultSet rows = select.executeQuery()) {
            rows.next();
            long id = rows.getLong(1);
            providers.put(name, id);
            return id;
        }
    }

    /** The numbers that stand for revisions' names, {@code null} among them. */
    Map<String, Long> providers(List<String> names) throws SQLException {
        Map<String, Long> numbers = new HashMap<>();
        for (String name : names) {
            if (!numbers.containsKey(name)) {
                numbers.put(name, provider(name));
            }
        }
        return numbers;
    }

    /** The number that stands for a lane in the rows of runs. */
    long lane(Lane lane) throws SQLException {
        Long known = lanes.get(lane);
        if (known != null) {
            return known;
        }
        PreparedStatement insert =
                of(
                        "INSERT INTO lane (tenant, sla, priority) VALUES (?, ?, ?)"
                                + " ON CONFLICT DO NOTHING");
        bind(insert, 1, lane);
        insert.executeUpdate();
        PreparedStatement select =
                of("SELECT id FROM lane WHERE tenant = ? AND sla = ? AND priority = ?");
        bind(select, 1, lane);
        try (ResultSet rows = select.executeQuery()) {
            rows.next();
            long id = rows.getLong(1);
            lanes.put(lane, id);
            return id;
        }
    }

    /** Hands over a lane as three arguments. */
    static void bind(PreparedStatement statement, int from, Lane lane) throws SQLException {
        statement.setString(from, lane.tenant());
        statement.setInt(from + 1, lane.sla().ordinal());
        statement.setInt(from + 2, lane.priority());
    }

    /** Gives back up to so many pages of the file, of which a share may stay free. */
    int shrink(int pages, double spared) throws SQLException {
        return dialect.shrink(this, pages, spared);
    }

    /** See {@link Dialect#mine}. */
    String mine() {
        return dialect.mine();
    }

    /** See {@link Dialect#within}. */
    String within() {
        return dialect.within();
    }

    /** See {@link Dialect#locked}. */
    String locked() {
        return dialect.locked();
    }

    /** See {@link Dialect#news}. */
    String news() {
        return dialect.news();
    }

    /** See {@link Dialect#news(List)}. */
    String news(List<Long> runs) {
        return dialect.news(runs);
    }

    /** New runs were added. */
    void added(List<Long> runs) throws SQLException {
        if (!news().isEmpty()) {
            PreparedStatement news = of(news());
            news.setString(1, news(runs));
            news.execute();
        }
    }

    /** Tells all nodes at the commit. */
    void tell(String topic, Object subject) throws SQLException {
        dialect.tell(this, topic, String.valueOf(subject));
    }

    /** A text for people as it can be stored. */
    String text(String text) {
        return text == null ? null : dialect.text(text);
    }

    /** An array, on a database that has them. */
    Array array(String type, Object[] elements) throws SQLException {
        return connection.createArrayOf(type, elements);
    }

    /** Reading is over: where it began a transaction, that ends. */
    void end() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    /** Executes a statement whose last part is a commit. */
    void executeToCommit(PreparedStatement statement) throws SQLException {
        committing = true;
        statement.execute();
    }

    /** Executes a statement as a transaction of its own. */
    void executeAndCommit(PreparedStatement statement) throws SQLException {
        committing = true;
        connection.setAutoCommit(true);
        statement.execute();
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        committing = true;
        connection.commit();
        committing = false;
    }

    /** Whether a commit was asked for that was not seen to be done. */
    boolean committing() {
        return committing;
    }

    void rollback() throws SQLException {
        committing = false;
        providers.clear();
        lanes.clear();
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
        } else {
            connection.rollback();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        connection.close();
    }
}
