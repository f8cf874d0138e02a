package dev.gantry.store;

import dev.gantry.spi.store.StoredFinding;
import dev.gantry.spi.store.StoredMaintenance;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Changes to findings and maintenance. */
sealed interface FindingWrite<T> extends Write<T> {

    /** A finding, if the version before it is on disk and its check has no other open one. */
    record Put(StoredFinding finding) implements FindingWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement select =
                    on.of("SELECT version FROM finding WHERE id = ?" + on.locked());
            select.setString(1, finding.id());
            try (ResultSet rows = select.executeQuery()) {
                if ((rows.next() ? rows.getLong(1) : 0) != finding.version() - 1) {
                    return false;
                }
            }
            if (!finding.state().equals("resolved") && another(on)) {
                return false;
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO finding (id, detection, state, severity, body, version)"
                                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                                    + " state = excluded.state, severity = excluded.severity,"
                                    + " body = excluded.body, version = excluded.version");
            put.setString(1, finding.id());
            put.setString(2, finding.check());
            put.setString(3, finding.state());
            put.setString(4, finding.severity());
            put.setString(5, finding.body());
            put.setLong(6, finding.version());
            put.executeUpdate();
            return true;
        }

        private boolean another(Statements on) throws SQLException {
            PreparedStatement select =
                    on.of(
                            "SELECT 1 FROM finding WHERE detection = ? AND state <> 'resolved'"
                                    + " AND id <> ?");
            select.setString(1, finding.check());
            select.setString(2, finding.id());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The end of resolved findings from long ago. */
    record Prune(String before, int most) implements FindingWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of(
                            "DELETE FROM finding WHERE id IN (SELECT id FROM finding WHERE id < ?"
                                    + " AND state = 'resolved' ORDER BY id LIMIT ?)");
            delete.setString(1, before);
            delete.setInt(2, most);
            return delete.executeUpdate();
        }
    }

    /** Maintenance as it is now. */
    record PutMaintenance(StoredMaintenance maintenance) implements FindingWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement put =
                    on.of(
                            "INSERT INTO maintenance (id, body) VALUES (?, ?)"
                                    + " ON CONFLICT (id) DO UPDATE SET body = excluded.body");
            put.setString(1, maintenance.id());
            put.setString(2, maintenance.body());
            put.executeUpdate();
            return null;
        }
    }

    /** The end of a maintenance. */
    record DeleteMaintenance(String id) implements FindingWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM maintenance WHERE id = ?");
            delete.setString(1, id);
            return delete.executeUpdate() == 1;
        }
    }
}
