package dev.gantry.store;

import dev.gantry.spi.store.StoredUsage;
import dev.gantry.spi.store.UsageStore;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What revisions used, in an SQL database. Thread-safe. */
final class SqlUsageStore implements UsageStore {
    private final Database database;

    SqlUsageStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredUsage> usages() {
        return database.read(
                on -> {
                    List<StoredUsage> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT sha256, plugin, version, started, succeeded,"
                                                    + " failed, lost, abandoned, measured,"
                                                    + " attempt_time, queue_time, cpu_time,"
                                                    + " allocated_bytes, log_bytes"
                                                    + " FROM revision_usage ORDER BY sha256")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredUsage(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getLong(4),
                                            rows.getLong(5),
                                            rows.getLong(6),
                                            rows.getLong(7),
                                            rows.getLong(8),
                                            rows.getLong(9),
                                            rows.getLong(10),
                                            rows.getLong(11),
                                            rows.getLong(12),
                                            rows.getLong(13),
                                            rows.getLong(14)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Void> put(List<StoredUsage> usages) {
        return database.write(new UsageWrite.Put(List.copyOf(usages)));
    }

    @Override
    public CompletableFuture<Void> prune() {
        return database.write(new UsageWrite.Prune());
    }
}
