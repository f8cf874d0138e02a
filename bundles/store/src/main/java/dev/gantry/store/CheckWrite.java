package dev.gantry.store;

import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredVerdict;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Changes to checks and verdicts. */
sealed interface CheckWrite<T> extends Write<T> {

    /** A check, if the version before it is on disk. */
    record Put(StoredCheck check) implements CheckWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement select =
                    on.of("SELECT version FROM detection WHERE id = ?" + on.locked());
            select.setString(1, check.id());
            try (ResultSet rows = select.executeQuery()) {
                if ((rows.next() ? rows.getLong(1) : 0) != check.version() - 1) {
                    return false;
                }
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO detection (id, spec, version, created, file)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                                    + " spec = excluded.spec, version = excluded.version,"
                                    + " created = excluded.created, file = excluded.file");
            put.setString(1, check.id());
            put.setString(2, check.spec());
            put.setLong(3, check.version());
            put.setLong(4, check.created());
            put.setString(5, check.file());
            put.executeUpdate();
            on.tell(NodeStore.CHECK, check.id());
            return true;
        }
    }

    /** A check's end, and that of all that is kept of it but its findings. */
    record Delete(String id) implements CheckWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            for (String table : List.of("verdict", "check_bucket", "check_learned")) {
                PreparedStatement past = on.of("DELETE FROM " + table + " WHERE detection = ?");
                past.setString(1, id);
                past.executeUpdate();
            }
            PreparedStatement delete = on.of("DELETE FROM detection WHERE id = ?");
            delete.setString(1, id);
            on.tell(NodeStore.CHECK, id);
            return delete.executeUpdate() == 1;
        }
    }

    /** A verdict; the check's oldest ones go, unless all are kept. */
    record Append(StoredVerdict verdict, int keep) implements CheckWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement insert =
                    on.of(
                            "INSERT INTO verdict (detection, at, status, body)"
                                    + " VALUES (?, ?, ?, ?)");
            insert.setString(1, verdict.check());
            insert.setLong(2, verdict.at());
            insert.setString(3, verdict.status());
            insert.setString(4, verdict.body());
            insert.executeUpdate();
            if (keep == 0) {
                return null;
            }
            PreparedStatement trim =
                    on.of(
                            "DELETE FROM verdict WHERE detection = ? AND id <= (SELECT id FROM"
                                    + " verdict WHERE detection = ? ORDER BY id DESC LIMIT 1"
                                    + " OFFSET ?)");
            trim.setString(1, verdict.check());
            trim.setString(2, verdict.check());
            trim.setInt(3, keep);
            trim.executeUpdate();
            return null;
        }
    }
}
