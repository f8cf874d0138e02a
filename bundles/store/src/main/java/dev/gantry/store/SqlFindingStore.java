package dev.gantry.store;

import dev.gantry.spi.store.FindingStore;
import dev.gantry.spi.store.StoredFinding;
import dev.gantry.spi.store.StoredMaintenance;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Findings and maintenance in an SQL database. Thread-safe. */
final class SqlFindingStore implements FindingStore {
    private static final String SELECT =
            "SELECT id, detection, state, severity, body, version FROM finding";

    private final Database database;

    SqlFindingStore(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Boolean> put(StoredFinding finding) {
        return database.write(new FindingWrite.Put(finding));
    }

    @Override
    public Optional<StoredFinding> find(String id) {
        return select(" WHERE id = ?", List.of(id), 1).stream().findFirst();
    }

    @Override
    public List<StoredFinding> open() {
        return select(" WHERE state <> 'resolved' ORDER BY id", List.of(), Integer.MAX_VALUE);
    }

    @Override
    public List<StoredFinding> of(String check, int limit) {
        return select(" WHERE detection = ? ORDER BY id DESC", List.of(check), limit);
    }

    @Override
    public List<StoredFinding> list(
            Set<String> states, Set<String> severities, String check, String before, int limit) {
        StringBuilder where = new StringBuilder();
        List<String> values = new ArrayList<>();
        among(where, values, "state", states);
        among(where, values, "severity", severities);
        if (check != null) {
            among(where, values, "detection", Set.of(check));
        }
        if (states.isEmpty() || states.contains("resolved")) {
            if (before != null) {
                where.append(where.isEmpty() ? " WHERE" : " AND").append(" id < ?");
                values.add(before);
            }
            return select(where + " ORDER BY id DESC", values, limit);
        }
        return open(where, values, before, limit);
    }

    /**
     * Few are open of the many that are kept: they are found by the index of these, which the
     * database passes over for the order of the ids unless that is hidden from it.
     */
    private List<StoredFinding> open(
            StringBuilder where, List<String> values, String before, int limit) {
        where.append(" AND state <> 'resolved'");
        if (before != null) {
            where.append(" AND id || '' < ?");
            values.add(before);
        }
        values.add(String.valueOf(limit));
        return select(
                " WHERE id IN (SELECT id FROM finding"
                        + where
                        + " ORDER BY id || '' DESC LIMIT CAST(? AS INTEGER)) ORDER BY id DESC",
                values,
                limit);
    }

    private static void among(
            StringBuilder where, List<String> values, String column, Set<String> wanted) {
        if (!wanted.isEmpty()) {
            where.append(where.isEmpty() ? " WHERE " : " AND ")
                    .append(column)
                    .append(" IN (")
                    .append(String.join(", ", Collections.nCopies(wanted.size(), "?")))
                    .append(')');
            values.addAll(wanted);
        }
    }

    private List<StoredFinding> select(String where, List<String> values, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(SELECT + where + " LIMIT ?");
                    int at = 1;
                    for (String value : values) {
                        select.setString(at++, value);
                    }
                    select.setInt(at, limit);
                    List<StoredFinding> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(finding(rows));
                        }
                    }
                    return found;
                });
    }

    private static StoredFinding finding(ResultSet row) throws SQLException {
        return new StoredFinding(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6));
    }

    @Override
    public CompletableFuture<Integer> prune(String before, int most) {
        return database.write(new FindingWrite.Prune(before, most));
    }

    @Override
    public List<StoredMaintenance> maintenance() {
        return database.read(
                on -> {
                    List<StoredMaintenance> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of("SELECT id, body FROM maintenance ORDER BY id").executeQuery()) {
                        while (rows.next()) {
                            found.add(new StoredMaintenance(rows.getString(1), rows.getString(2)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> put(StoredMaintenance maintenance) {
        return database.write(new FindingWrite.PutMaintenance(maintenance));
    }

    @Override
    public CompletableFuture<Boolean> deleteMaintenance(String id) {
        return database.write(new FindingWrite.DeleteMaintenance(id));
    }
}
