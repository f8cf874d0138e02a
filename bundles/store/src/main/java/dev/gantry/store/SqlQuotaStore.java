package dev.gantry.store;

import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Bounds that people set, in an SQL database. Thread-safe. */
final class SqlQuotaStore implements QuotaStore {
    private final Database database;

    SqlQuotaStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredQuota> quotas() {
        return database.read(
                on -> {
                    List<StoredQuota> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT scope, name, spec, version FROM quota ORDER BY scope, name")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredQuota(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getLong(4)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Boolean> put(StoredQuota quota) {
        return database.write(new QuotaWrite.Put(quota));
    }

    @Override
    public CompletableFuture<Boolean> delete(String scope, String name, long version) {
        return database.write(new QuotaWrite.Delete(scope, name, version));
    }
}
