package dev.gantry.store;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Changes to the audit log. Whoever writes holds the row that says where it ends until the commit,
 * so that nodes append one after the other.
 *
 * @param <T> what its caller is told
 */
sealed interface AuditWrite<T> extends Write<T> {

    /** A place where the log begins or ends. */
    record Place(long seq, String hash) {}

    private static Place lock(Statements on, String place) throws SQLException {
        PreparedStatement select =
                on.of("SELECT seq, hash FROM audit_end WHERE place = ?" + on.locked());
        select.setString(1, place);
        try (ResultSet rows = select.executeQuery()) {
            rows.next();
            return new Place(rows.getLong(1), rows.getString(2));
        }
    }

    private static void move(Statements on, String place, long seq, String hash)
            throws SQLException {
        PreparedStatement update = on.of("UPDATE audit_end SET seq = ?, hash = ? WHERE place = ?");
        update.setLong(1, seq);
        update.setString(2, hash);
        update.setString(3, place);
        update.executeUpdate();
    }

    /** An event after the last one. */
    record Append(AuditEvent event) implements AuditWrite<AuditEntry> {

        @Override
        public AuditEntry apply(Statements on) throws SQLException {
            Place last = lock(on, "last");
            AuditEntry entry = AuditEntry.after(last.seq(), last.hash(), event);
            PreparedStatement insert =
                    on.of(
                            "INSERT INTO audit (seq, at, actor, credential, remote, operation,"
                                    + " target, tenant, status, detail, prev, hash)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setLong(1, entry.seq());
            insert.setLong(2, event.at().toEpochMilli());
            insert.setString(3, event.actor());
            insert.setString(4, event.credential());
            insert.setString(5, event.remote());
            insert.setString(6, event.operation());
            insert.setString(7, event.target());
            insert.setString(8, event.tenant());
            insert.setInt(9, event.status());
            insert.setString(10, event.detail());
            insert.setString(11, entry.prev());
            insert.setString(12, entry.hash());
            insert.executeUpdate();
            move(on, "last", entry.seq(), entry.hash());
            return entry;
        }
    }

    /** Entries from long ago, but never the last one. */
    record Prune(long before, int limit) implements AuditWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            Place gone = lock(on, "first");
            PreparedStatement select =
                    on.of(
                            "SELECT max(seq) FROM audit WHERE seq <= ? AND seq < coalesce((SELECT"
                                    + " seq FROM audit WHERE at >= ? ORDER BY seq LIMIT 1), (SELECT"
                                    + " max(seq) FROM audit))");
            select.setLong(1, gone.seq() + limit);
            select.setLong(2, before);
            long upto;
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                upto = rows.getLong(1);
            }
            if (upto <= gone.seq()) {
                return 0;
            }
            move(on, "first", upto, hash(on, upto));
            PreparedStatement delete = on.of("DELETE FROM audit WHERE seq <= ?");
            delete.setLong(1, upto);
            return delete.executeUpdate();
        }

        private static String hash(Statements on, long seq) throws SQLException {
            PreparedStatement select = on.of("SELECT hash FROM audit WHERE seq = ?");
            select.setLong(1, seq);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
