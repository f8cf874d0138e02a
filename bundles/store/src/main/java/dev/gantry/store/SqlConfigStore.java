package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.StoredConfig;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** The configuration of plugins in an SQL database. Thread-safe. */
final class SqlConfigStore implements ConfigStore {
    private static final String SELECT =
            "SELECT plugin, version, body, at, author FROM plugin_config";

    private final Database database;

    SqlConfigStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredConfig> newest() {
        return database.read(
                on ->
                        read(
                                on.of(
                                        SELECT
                                                + " WHERE (plugin, version) IN (SELECT plugin,"
                                                + " max(version) FROM plugin_config"
                                                + " GROUP BY plugin) ORDER BY plugin")));
    }

    @Override
    public List<StoredConfig> newest(String by) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    SELECT
                                            + " WHERE (plugin, version) IN (SELECT plugin,"
                                            + " max(version) FROM plugin_config"
                                            + " WHERE author = ? GROUP BY plugin) ORDER BY plugin");
                    select.setString(1, by);
                    return read(select);
                });
    }

    @Override
    public Optional<StoredConfig> find(String plugin, long version) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(SELECT + " WHERE plugin = ? AND version = ?");
                    select.setString(1, plugin);
                    select.setLong(2, version);
                    return read(select).stream().findFirst();
                });
    }

    @Override
    public List<StoredConfig> history(String plugin, long before, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    SELECT
                                            + " WHERE plugin = ? AND version < ?"
                                            + " ORDER BY version DESC LIMIT ?");
                    select.setString(1, plugin);
                    select.setLong(2, before);
                    select.setInt(3, limit);
                    return read(select);
                });
    }

    @Override
    public boolean append(StoredConfig next) {
        try {
            return database.write(new ConfigWrite.Append(next)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }

    private static List<StoredConfig> read(PreparedStatement select) throws SQLException {
        List<StoredConfig> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new StoredConfig(
                                rows.getString(1),
                                rows.getLong(2),
                                rows.getString(3),
                                rows.getLong(4),
                                rows.getString(5)));
            }
        }
        return found;
    }
}
