package dev.gantry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** One connection with the statements prepared on it. For one thread at a time. */
final class Statements implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<String, Long> providers = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
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

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        providers.clear();
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        connection.close();
    }
}
