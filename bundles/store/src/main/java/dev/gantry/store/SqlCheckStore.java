package dev.gantry.store;

import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.StoredCheck;
import dev.gantry.spi.store.StoredVerdict;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Checks and verdicts in an SQL database. Thread-safe. */
final class SqlCheckStore implements CheckStore {
    private final Database database;

    SqlCheckStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredCheck> checks() {
        return database.read(
                on -> {
                    List<StoredCheck> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT id, spec, version, created, file FROM detection ORDER BY id")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredCheck(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getLong(3),
                                            rows.getLong(4),
                                            rows.getString(5)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletableFuture<Boolean> put(StoredCheck check) {
        return database.write(new CheckWrite.Put(check));
    }

    @Override
    public CompletableFuture<Boolean> delete(String id) {
        return database.write(new CheckWrite.Delete(id));
    }

    @Override
    public CompletableFuture<Void> append(StoredVerdict verdict, int keep) {
        return database.write(new CheckWrite.Append(verdict, keep));
    }

    @Override
    public List<StoredVerdict> verdicts(String check, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT detection, at, status, body FROM verdict"
                                            + " WHERE detection = ? ORDER BY id DESC LIMIT ?");
                    select.setString(1, check);
                    select.setInt(2, limit);
                    List<StoredVerdict> found = new ArrayList<>();
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredVerdict(
                                            rows.getString(1),
                                            rows.getLong(2),
                                            rows.getString(3),
                                            rows.getString(4)));
                        }
                    }
                    return found;
                });
    }
}
