package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredRevision;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Plugin records in an SQL database. Thread-safe. */
final class SqlPluginStore implements PluginStore {
    private final Database database;

    SqlPluginStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredRevision> revisions() {
        return database.read(
                on -> {
                    List<StoredRevision> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT sha256, plugin, name, version, file, state,"
                                                    + " reason, detail, offers, since FROM revision"
                                                    + " ORDER BY plugin, since, sha256")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredRevision(
                                            rows.getString(1),
                                            rows.getString(2),
                                            rows.getString(3),
                                            rows.getString(4),
                                            rows.getString(5),
                                            rows.getString(6),
                                            rows.getString(7),
                                            rows.getString(8),
                                            rows.getString(9),
                                            rows.getLong(10)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public Map<String, String> routes() {
        return database.read(
                on -> {
                    Map<String, String> found = new TreeMap<>();
                    try (ResultSet rows =
                            on.of("SELECT plugin, sha256 FROM route").executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getString(1), rows.getString(2));
                        }
                    }
                    return found;
                });
    }

    @Override
    public void save(List<StoredRevision> revisions, Map<String, String> routes) {
        committed(database.write(new PluginWrite.Save(List.copyOf(revisions), Map.copyOf(routes))));
    }

    @Override
    public void forget(List<String> sha256) {
        committed(database.write(new PluginWrite.Forget(List.copyOf(sha256))));
    }

    private static void committed(CompletableFuture<Void> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GantryException known) {
                throw known;
            }
            throw e;
        }
    }
}
