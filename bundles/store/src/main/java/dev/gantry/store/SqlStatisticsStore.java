package dev.gantry.store;

import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.spi.store.StoredStatistics;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What was counted of runs, in an SQL database. Thread-safe. */
final class SqlStatisticsStore implements StatisticsStore {
    private static final String READ =
            "SELECT start, node, body FROM run_statistics WHERE minutes = ? AND start >= ?";
    private static final String NEWEST =
            "SELECT max(start) FROM run_statistics WHERE minutes = ? AND node = ?";
    private static final String LETTERS =
            "SELECT task, count(*), max(id), max(finished) FROM (SELECT r.id, r.task, r.finished"
                    + " FROM run r WHERE "
                    + ResultCode.DEAD
                    + " AND NOT EXISTS (SELECT 1 FROM"
                    + " run_handled h WHERE h.run = r.id) ORDER BY r.id DESC LIMIT ?) d"
                    + " GROUP BY task ORDER BY max(id) DESC";

    private final Database database;
    private final String finished;

    SqlStatisticsStore(Database database) {
        this.database = database;
        Dialect dialect = database.dialect();
        this.finished =
                "SELECT id, task, tenant, state, started, finished FROM run"
                        + dialect.using("run_finished")
                        + " WHERE state > 0 AND (finished, id) > (?, ?) AND finished <= ?"
                        + dialect.mine()
                        + " ORDER BY finished, id LIMIT ?";
    }

    @Override
    public List<StoredStatistics> read(int minutes, long from) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(READ);
                    select.setInt(1, minutes);
                    select.setLong(2, from);
                    List<StoredStatistics> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredStatistics(
                                            minutes,
                                            rows.getLong(1),
                                            rows.getInt(2),
                                            rows.getBytes(3)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public OptionalLong newest(int node, int minutes) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(NEWEST);
                    select.setInt(1, minutes);
                    select.setInt(2, node);
                    try (ResultSet rows = select.executeQuery()) {
                        rows.next();
                        long newest = rows.getLong(1);
                        return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(newest);
                    }
                });
    }

    @Override
    public CompletableFuture<Void> put(List<StoredStatistics> buckets) {
        return database.write(new StatisticsWrite.Put(List.copyOf(buckets)));
    }

    @Override
    public CompletableFuture<Void> prune(int minutes, long before) {
        return database.write(new StatisticsWrite.Prune(minutes, before));
    }

    @Override
    public List<FinishedRun> finished(long at, long afterId, long until, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(finished);
                    select.setLong(1, at);
                    select.setLong(2, afterId);
                    select.setLong(3, until);
                    select.setInt(4, limit);
                    List<FinishedRun> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new FinishedRun(
                                            rows.getLong(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            ResultCode.name(rows.getInt(4)),
                                            Math.max(0, rows.getLong(5)),
                                            rows.getLong(6)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public List<DeadLetters> deadLetters(int most) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(LETTERS);
                    select.setInt(1, most);
                    List<DeadLetters> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new DeadLetters(
                                            rows.getString(1),
                                            rows.getLong(2),
                                            rows.getLong(3),
                                            rows.getLong(4)));
                        }
                    }
                    return found;
                });
    }
}
