package dev.gantry.store;

import dev.gantry.spi.store.SloStore;
import dev.gantry.spi.store.StoredCount;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What was counted for objectives, in an SQL database. Thread-safe. */
final class SqlSloStore implements SloStore {
    private static final String OWN =
            "SELECT minutes, start, good, total FROM slo_count"
                    + " WHERE counted = ? AND start >= ? AND node = ?";
    private static final String OTHERS =
            "SELECT minutes, start, sum(good), sum(total) FROM slo_count"
                    + " WHERE counted = ? AND start >= ? AND node <> ? GROUP BY minutes, start";

    private final Database database;

    SqlSloStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredCount> of(int node, Collection<String> counted, long since) {
        return counts(OWN, node, counted, since);
    }

    @Override
    public List<StoredCount> others(int node, Collection<String> counted, long since) {
        return counts(OTHERS, node, counted, since);
    }

    private List<StoredCount> counts(String sql, int node, Collection<String> counted, long since) {
        return database.read(
                on -> {
                    List<StoredCount> found = new ArrayList<>();
                    PreparedStatement select = on.of(sql);
                    for (String one : counted) {
                        select.setString(1, one);
                        select.setLong(2, since);
                        select.setInt(3, node);
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                found.add(
                                        new StoredCount(
                                                one,
                                                rows.getInt(1),
                                                rows.getLong(2),
                                                rows.getLong(3),
                                                rows.getLong(4)));
                            }
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> put(int node, List<StoredCount> counts) {
        return database.write(new SloWrite.Put(node, List.copyOf(counts)));
    }

    @Override
    public CompletableFuture<Void> prune(int minutes, long before) {
        return database.write(new SloWrite.Prune(minutes, before));
    }
}
