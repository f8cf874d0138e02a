package dev.gantry.store;

import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredPause;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What people decided about runs, in an SQL database. Thread-safe. */
final class SqlControlStore implements ControlStore {
    private final Database database;
    private final QuotaStore quotas;
    private final JoinStore joins;

    SqlControlStore(Database database) {
        this.database = database;
        this.quotas = new SqlQuotaStore(database);
        this.joins = new SqlJoinStore(database);
    }

    @Override
    public QuotaStore quotas() {
        return quotas;
    }

    @Override
    public JoinStore joins() {
        return joins;
    }

    @Override
    public List<StoredPause> pauses() {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT scope, name, reason, author, since FROM pause p"
                                            + " WHERE scope <> 'run' OR EXISTS (SELECT 1 FROM run r"
                                            + " WHERE r.id = CASE WHEN p.scope = 'run'"
                                            + " THEN CAST(p.name AS BIGINT) ELSE 0 END"
                                            + " AND r.state = 0) ORDER BY since, scope, name");
                    List<StoredPause> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredPause(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getString(4),
                                            rows.getLong(5)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> pause(StoredPause pause) {
        return database.write(new ControlWrite.Set(pause));
    }

    @Override
    public CompletableFuture<Boolean> resume(String scope, String name) {
        return database.write(new ControlWrite.Ended(scope, name));
    }

    @Override
    public CompletableFuture<Boolean> change(
            long run, Lane lane, long due, String params, String spec) {
        return database.write(new ControlWrite.Change(run, lane, due, params, spec));
    }

    @Override
    public CompletableFuture<Boolean> setDue(long run, long due) {
        return database.write(new ControlWrite.Due(run, due));
    }

    @Override
    public CompletableFuture<Long> rerun(NewRun run, StoredHandling handling) {
        return database.write(new ControlWrite.Rerun(run, handling));
    }

    @Override
    public CompletableFuture<Boolean> dismiss(StoredHandling handling) {
        return database.write(new ControlWrite.Dismiss(handling));
    }

    @Override
    public Map<Long, StoredHandling> handled(Collection<Long> runs) {
        if (runs.isEmpty()) {
            return Map.of();
        }
        String marks = String.join(", ", Collections.nCopies(runs.size(), "?"));
        return database.read(
                on -> {
                    try (PreparedStatement select =
                            on.once(
                                    "SELECT run, rerun, reason, author, at FROM run_handled"
                                            + " WHERE run IN ("
                                            + marks
                                            + ")")) {
                        int at = 1;
                        for (long run : runs) {
                            select.setLong(at++, run);
                        }
                        return handlings(select);
                    }
                });
    }

    private static Map<Long, StoredHandling> handlings(PreparedStatement select)
            throws SQLException {
        Map<Long, StoredHandling> found = new HashMap<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                StoredHandling handling =
                        new StoredHandling(
                                rows.getLong(1),
                                rows.getLong(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getLong(5));
                found.put(handling.run(), handling);
            }
        }
        return found;
    }

    /** Leaves those out whose run another node has. */
    private String reachable(String before) {
        String within = database.dialect().within();
        return within.isEmpty()
                ? ""
                : before + "EXISTS (SELECT 1 FROM run WHERE run.id = d.run" + within + ")";
    }

    @Override
    public OptionalLong nextDeadline() {
        return database.read(
                on -> {
                    try (ResultSet rows =
                            on.of(
                                            "SELECT d.at FROM run_deadline d"
                                                    + reachable(" WHERE ")
                                                    + " ORDER BY d.at LIMIT 1")
                                    .executeQuery()) {
                        return rows.next()
                                ? OptionalLong.of(rows.getLong(1))
                                : OptionalLong.empty();
                    }
                });
    }

    @Override
    public List<Long> due(long now, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT d.run FROM run_deadline d WHERE d.at <= ?"
                                            + reachable(" AND ")
                                            + " ORDER BY d.at, d.run LIMIT ?");
                    select.setLong(1, now);
                    select.setInt(2, limit);
                    List<Long> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(rows.getLong(1));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> passed(List<Long> runs) {
        return database.write(new ControlWrite.Passed(List.copyOf(runs)));
    }
}
