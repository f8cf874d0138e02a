package dev.gantry.store;

import dev.gantry.spi.store.StoredConfig;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Changes to the configuration of plugins. */
sealed interface ConfigWrite extends Write<Boolean> {

    /** A version, if the one before it is the newest on disk. */
    record Append(StoredConfig next) implements ConfigWrite {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement newest =
                    on.of("SELECT max(version) FROM plugin_config WHERE plugin = ?");
            newest.setString(1, next.plugin());
            try (ResultSet rows = newest.executeQuery()) {
                rows.next();
                if (rows.getLong(1) != next.version() - 1) {
                    return false;
                }
            }
            PreparedStatement add =
                    on.of(
                            "INSERT INTO plugin_config (plugin, version, body, at, author)"
                                    + " VALUES (?, ?, ?, ?, ?)");
            add.setString(1, next.plugin());
            add.setLong(2, next.version());
            add.setString(3, next.body());
            add.setLong(4, next.at());
            add.setString(5, next.by());
            add.executeUpdate();
            return true;
        }
    }
}
