package dev.gantry.store;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.StoredJoin;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Changes to the keys that submits go together by. */
sealed interface JoinWrite<T> extends Write<T> {

    /** Hands over a key as four arguments. */
    static void bind(PreparedStatement statement, StoredJoin key) throws SQLException {
        statement.setString(1, key.kind());
        statement.setString(2, key.tenant());
        statement.setString(3, key.task());
        statement.setString(4, key.key());
    }

    /** A new run, the latest of its key. */
    record Place(NewRun run, StoredJoin key, long former, String reason)
            implements JoinWrite<Long> {

        @Override
        public Long apply(Statements on) throws SQLException {
            long id = new RunWrite.Insert(run).apply(on);
            if (id != run.id()) {
                return id;
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO run_join (kind, tenant, task, name, run)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT"
                                    + " (kind, tenant, task, name) DO UPDATE SET run = excluded.run");
            bind(put, key);
            put.setLong(5, id);
            put.executeUpdate();
            if (former != 0) {
                new RunWrite.Cancel(former, reason).apply(on);
            }
            return id;
        }
    }

    /** Keys whose run is over. */
    record Prune(int limit) implements JoinWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement delete =
                    on.of(
                            "DELETE FROM run_join WHERE run IN (SELECT j.run FROM run_join j"
                                    + " LEFT JOIN run r ON r.id = j.run AND r.state = 0"
                                    + " WHERE r.id IS NULL LIMIT ?)");
            delete.setInt(1, limit);
            return delete.executeUpdate();
        }
    }
}
