package dev.gantry.store;

import dev.gantry.spi.store.JoinStore;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.StoredJoin;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The keys that submits go together by, in an SQL database. Thread-safe. */
final class SqlJoinStore implements JoinStore {
    private final Database database;

    SqlJoinStore(Database database) {
        this.database = database;
    }

    @Override
    public OptionalLong find(StoredJoin key) {
        return database.read(
                on -> {
                    PreparedStatement select =
                            on.of(
                                    "SELECT run FROM run_join WHERE kind = ? AND tenant = ?"
                                            + " AND task = ? AND name = ?");
                    JoinWrite.bind(select, key);
                    try (ResultSet rows = select.executeQuery()) {
                        return rows.next()
                                ? OptionalLong.of(rows.getLong(1))
                                : OptionalLong.empty();
                    }
                });
    }

    @Override
    public CompletableFuture<Long> place(
            NewRun run, StoredJoin key, OptionalLong seen, long former, String reason) {
        return database.write(new JoinWrite.Place(run, key, seen.orElse(0), former, reason));
    }

    @Override
    public CompletableFuture<Integer> prune(int limit) {
        return database.write(new JoinWrite.Prune(limit));
    }
}
