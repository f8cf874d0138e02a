package dev.gantry.store;

import dev.gantry.spi.audit.AuditEntry;
import dev.gantry.spi.audit.AuditEvent;
import dev.gantry.spi.store.AuditStore;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The audit log in an SQL database. Thread-safe. */
final class SqlAuditStore implements AuditStore {
    private static final String SELECT =
            "SELECT seq, at, actor, credential, remote, operation, target, tenant, status, detail,"
                    + " prev, hash FROM audit";

    private final Database database;

    SqlAuditStore(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<AuditEntry> append(AuditEvent event) {
        return database.write(new AuditWrite.Append(event));
    }

    @Override
    public List<AuditEntry> list(long before, int limit, String actor, String operation) {
        String sql =
                SELECT
                        + " WHERE seq < ?"
                        + (actor == null ? "" : " AND actor = ?")
                        + (operation == null ? "" : " AND operation = ?")
                        + " ORDER BY seq DESC LIMIT ?";
        return database.read(
                on -> {
                    PreparedStatement select = on.of(sql);
                    int next = 1;
                    select.setLong(next++, before);
                    if (actor != null) {
                        select.setString(next++, actor);
                    }
                    if (operation != null) {
                        select.setString(next++, operation);
                    }
                    select.setInt(next, limit);
                    return entries(select);
                });
    }

    @Override
    public List<AuditEntry> after(long seq, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(SELECT + " WHERE seq > ? ORDER BY seq LIMIT ?");
                    select.setLong(1, seq);
                    select.setInt(2, limit);
                    return entries(select);
                });
    }

    @Override
    public Ends ends() {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT f.seq, f.hash, l.seq, l.hash FROM audit_end f,"
                                            + " audit_end l"
                                            + " WHERE f.place = 'first' AND l.place = 'last'");
                    try (ResultSet rows = select.executeQuery()) {
                        rows.next();
                        return new Ends(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getString(4));
                    }
                });
    }

    @Override
    public CompletableFuture<Integer> prune(long before, int limit) {
        return database.write(new AuditWrite.Prune(before, limit));
    }

    private static List<AuditEntry> entries(PreparedStatement select) throws SQLException {
        List<AuditEntry> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new AuditEntry(
                                rows.getLong(1),
                                new AuditEvent(
                                        Instant.ofEpochMilli(rows.getLong(2)),
                                        rows.getString(3),
                                        rows.getString(4),
                                        rows.getString(5),
                                        rows.getString(6),
                                        rows.getString(7),
                                        rows.getString(8),
                                        rows.getInt(9),
                                        rows.getString(10)),
                                rows.getString(11),
                                rows.getString(12)));
            }
        }
        return found;
    }
}
