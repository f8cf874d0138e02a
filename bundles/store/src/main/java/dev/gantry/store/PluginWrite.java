package dev.gantry.store;

import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Changes to plugin records. */
sealed interface PluginWrite extends Write<Void> {

    /** Revisions, routes, decisions and history together. */
    record Save(PluginChange change) implements PluginWrite {

        @Override
        public Void apply(Statements on) throws SQLException {
            for (StoredRevision revision : change.revisions()) {
                put(on, revision);
            }
            for (Map.Entry<String, String> route : change.routes().entrySet()) {
                route(on, route.getKey(), route.getValue());
            }
            for (StoredPolicy policy : change.policies()) {
                put(on, policy);
            }
            for (StoredNote note : change.notes()) {
                add(on, note);
            }
            return null;
        }

        private static void put(Statements on, StoredRevision revision) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO revision (sha256, plugin, name, version, file, state,"
                                    + " reason, detail, offers, since)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (sha256) DO UPDATE SET"
                                    + " plugin = excluded.plugin, name = excluded.name,"
                                    + " version = excluded.version, file = excluded.file,"
                                    + " state = excluded.state, reason = excluded.reason,"
                                    + " detail = excluded.detail, offers = excluded.offers,"
                                    + " since = excluded.since");
            put.setString(1, revision.sha256());
            put.setString(2, revision.plugin());
            put.setString(3, revision.name());
            put.setString(4, revision.version());
            put.setString(5, revision.file());
            put.setString(6, revision.state());
            put.setString(7, on.text(revision.reason()));
            put.setString(8, on.text(revision.detail()));
            put.setString(9, revision.offers());
            put.setLong(10, revision.since());
            put.executeUpdate();
        }

        private static void route(Statements on, String plugin, String sha256) throws SQLException {
            if (sha256.isEmpty()) {
                PreparedStatement delete = on.of("DELETE FROM route WHERE plugin = ?");
                delete.setString(1, plugin);
                delete.executeUpdate();
                return;
            }
            PreparedStatement set =
                    on.of(
                            "INSERT INTO route (plugin, sha256) VALUES (?, ?)"
                                    + " ON CONFLICT (plugin) DO UPDATE SET"
                                    + " sha256 = excluded.sha256");
            set.setString(1, plugin);
            set.setString(2, sha256);
            set.executeUpdate();
        }

        private static void put(Statements on, StoredPolicy policy) throws SQLException {
            if (policy.equals(StoredPolicy.none(policy.plugin()))) {
                PreparedStatement delete = on.of("DELETE FROM policy WHERE plugin = ?");
                delete.setString(1, policy.plugin());
                delete.executeUpdate();
                return;
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO policy (plugin, enabled, pin, attempts, previous, canary)"
                                    + " VALUES (?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (plugin) DO UPDATE SET"
                                    + " enabled = excluded.enabled, pin = excluded.pin,"
                                    + " attempts = excluded.attempts,"
                                    + " previous = excluded.previous, canary = excluded.canary");
            put.setString(1, policy.plugin());
            put.setInt(2, policy.enabled() ? 1 : 0);
            put.setString(3, policy.pin());
            put.setInt(4, policy.limit());
            put.setString(5, policy.previous());
            put.setString(6, policy.canary());
            put.executeUpdate();
        }

        private static void add(Statements on, StoredNote note) throws SQLException {
            PreparedStatement add =
                    on.of(
                            "INSERT INTO note (at, plugin, version, sha256, what, text, author)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?)");
            add.setLong(1, note.at());
            add.setString(2, note.plugin());
            add.setString(3, note.version());
            add.setString(4, note.sha256());
            add.setString(5, note.what());
            add.setString(6, on.text(note.text()));
            add.setString(7, note.by());
            add.executeUpdate();
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
