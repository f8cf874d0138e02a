package dev.gantry.store;

import dev.gantry.spi.store.HistoryStore;
import dev.gantry.spi.store.StoredBucket;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is kept of checks besides their verdicts, in an SQL database. Thread-safe. */
final class SqlHistoryStore implements HistoryStore {
    private final Database database;

    SqlHistoryStore(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Void> put(List<StoredBucket> buckets) {
        return database.write(new HistoryWrite.Put(List.copyOf(buckets)));
    }

    @Override
    public List<StoredBucket> buckets(String check, int hours, long from) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT start, body FROM check_bucket WHERE detection = ?"
                                            + " AND hours = ? AND start >= ? ORDER BY start");
                    select.setString(1, check);
                    select.setInt(2, hours);
                    select.setLong(3, from);
                    List<StoredBucket> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredBucket(
                                            check, hours, rows.getLong(1), rows.getString(2)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Integer> prune(int hours, long before, int most) {
        return database.write(new HistoryWrite.Prune(hours, before, most));
    }

    @Override
    public CompletableFuture<Void> learned(String check, byte[] body) {
        return database.write(new HistoryWrite.Learned(check, body.clone()));
    }

    @Override
    public Optional<byte[]> learned(String check) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of("SELECT body FROM check_learned WHERE detection = ?");
                    select.setString(1, check);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
                    }
                });
    }
}
