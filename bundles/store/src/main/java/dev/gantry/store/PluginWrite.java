package dev.gantry.store;

import dev.gantry.spi.store.StoredRevision;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Changes to plugin records. */
sealed interface PluginWrite extends Write<Void> {

    /** Revisions and routes. */
    record Save(List<StoredRevision> revisions, Map<String, String> routes) implements PluginWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT OR REPLACE INTO revision (sha256, plugin, name, version, file,"
                                    + " state, reason, detail, offers, since)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            for (StoredRevision revision : revisions) {
                put.setString(1, revision.sha256());
                put.setString(2, revision.plugin());
                put.setString(3, revision.name());
                put.setString(4, revision.version());
                put.setString(5, revision.file());
                put.setString(6, revision.state());
                put.setString(7, revision.reason());
                put.setString(8, revision.detail());
                put.setString(9, revision.offers());
                put.setLong(10, revision.since());
                put.executeUpdate();
            }
            for (Map.Entry<String, String> route : routes.entrySet()) {
                if (route.getValue().isEmpty()) {
                    PreparedStatement delete = on.of("DELETE FROM route WHERE plugin = ?");
                    delete.setString(1, route.getKey());
                    delete.executeUpdate();
                } else {
                    PreparedStatement set =
                            on.of("INSERT OR REPLACE INTO route (plugin, sha256) VALUES (?, ?)");
                    set.setString(1, route.getKey());
                    set.setString(2, route.getValue());
                    set.executeUpdate();
                }
            }
            return null;
        }
    }

    /** Revisions that are no more. */
    record Forget(List<String> sha256) implements PluginWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM revision WHERE sha256 = ?");
            for (String hash : sha256) {
                delete.setString(1, hash);
                delete.executeUpdate();
            }
            return null;
        }
    }
}
