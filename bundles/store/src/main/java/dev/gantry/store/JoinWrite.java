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

    /** A new run, the latest of its key if that is still the one that was seen; 0 for none. */
    record Place(NewRun run, StoredJoin key, long seen, long former, String reason)
            implements JoinWrite<Long> {

        @Override
        public Long apply(Statements on) throws SQLException {
            if (!swap(on, seen, run.id())) {
                return 0L;
            }
            long id = new RunWrite.Insert(run).apply(on);
            if (id != run.id()) {
                swap(on, run.id(), seen);
                return id;
            }
            if (former != 0) {
                new RunWrite.Cancel(former, reason).apply(on);
            }
            return id;
        }

        private boolean swap(Statements on, long before, long after) throws SQLException {
            PreparedStatement change =
                    after == 0
                            ? on.of(
                                    "DELETE FROM run_join WHERE kind = ? AND tenant = ?"
                                            + " AND task = ? AND name = ?")
                            : on.of(
                                    "INSERT INTO run_join (kind, tenant, task, name, run)"
                                            + " VALUES (?, ?, ?, ?, ?)"
                                            + " ON CONFLICT (kind, tenant, task, name) DO UPDATE"
                                            + " SET run = excluded.run WHERE run_join.run = ?");
            bind(change, key);
            if (after != 0) {
                change.setLong(5, after);
                change.setLong(6, before);
            }
            return change.executeUpdate() == 1;
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
