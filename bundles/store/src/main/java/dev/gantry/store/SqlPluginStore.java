package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PluginChange;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.StoredNote;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    public List<StoredPolicy> policies() {
        return database.read(
                on -> {
                    List<StoredPolicy> found = new ArrayList<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT plugin, enabled, pin, attempts, previous,"
                                                    + " canary FROM policy ORDER BY plugin")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.add(
                                    new StoredPolicy(
                                            rows.getString(1),
                                            rows.getInt(2) == 1,
                                            rows.getString(3),
                                            rows.getInt(4),
                                            rows.getString(5),
                                            rows.getString(6)));
                        }
                    }
                    return found;
                });
    }

    @Override
    public void save(PluginChange change) {
        committed(database.write(new PluginWrite.Save(change)));
    }

    @Override
    public List<StoredNote> notes(String plugin, long before, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT id, at, plugin, version, sha256, what, text, author"
                                            + " FROM note WHERE plugin = ? AND id < ?"
                                            + " ORDER BY id DESC LIMIT ?");
                    select.setString(1, plugin);
                    select.setLong(2, before);
                    select.setInt(3, limit);
                    return notes(select);
                });
    }

    @Override
    public List<StoredNote> notes(Set<String> what, long since) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT id, at, plugin, version, sha256, what, text, author"
                                            + " FROM note WHERE at >= ? ORDER BY id");
                    select.setLong(1, since);
                    return notes(select).stream().filter(n -> what.contains(n.what())).toList();
                });
    }

    private static List<StoredNote> notes(PreparedStatement select) throws SQLException {
        List<StoredNote> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new StoredNote(
                                rows.getLong(1),
                                rows.getLong(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getString(7),
                                rows.getString(8)));
            }
        }
        return found;
    }

    @Override
    public Map<String, Long> needed() {
        return database.read(
                on -> {
                    Map<String, Long> found = new TreeMap<>();
                    try (ResultSet rows =
                            on.of(
                                            "SELECT p.name, n.runs FROM (SELECT provider,"
                                                    + " count(*) AS runs FROM run WHERE state = 0"
                                                    + " AND provider <> 0 GROUP BY provider) n"
                                                    + " JOIN provider p ON p.id = n.provider")
                                    .executeQuery()) {
                        while (rows.next()) {
                            found.put(rows.getString(1), rows.getLong(2));
                        }
                    }
                    return found;
                });
    }

    @Override
    public long needing(String revision) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT count(*) FROM run WHERE state = 0 AND provider <> 0"
                                            + " AND provider = (SELECT id FROM provider"
                                            + " WHERE name = ?)");
                    select.setString(1, revision);
                    try (ResultSet rows = select.executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                });
    }

    @Override
    public long open(String task, int limit) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT count(*) FROM (SELECT 1 FROM run WHERE state = 0"
                                            + " AND task = ? LIMIT ?) AS found");
                    select.setString(1, task);
                    select.setInt(2, limit);
                    try (ResultSet rows = select.executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                });
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
