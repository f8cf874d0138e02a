package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.AttemptEnd;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Changes to runs. */
sealed interface RunWrite<T> extends Write<T> {

    /** A new run, unless its key is known. */
    record Insert(NewRun run) implements RunWrite<Long> {
        private static final String RUN =
                "INSERT INTO run (id, task, tenant, state, due, attempt, started, finished,"
                        + " provider, params, spec, lane)"
                        + " VALUES (?, ?, ?, 0, ?, 0, ?, ?, 0, ?, ?, ?)";
        private static final String KEY =
                "INSERT INTO run_key (tenant, key, run, fingerprint) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING";
        private static final String UNKEY =
                "DELETE FROM run_key WHERE tenant = ? AND key = ? AND run = ?";
        private static final String KNOWN =
                "SELECT run, fingerprint FROM run_key WHERE tenant = ? AND key = ?";
        private static final Bulk<Insert, Long> BULK = new InsertBulk();

        @Override
        public Bulk<Insert, Long> bulk() {
            return BULK;
        }

        @Override
        public Long apply(Statements on) throws SQLException {
            long id = key(on);
            if (id == run.id()) {
                row(on);
            }
            return id;
        }

        /**
         * Puts the key there, if the run has one.
         *
         * @return the run that the key stands for: this one, or one before it
         * @throws GantryException if it stands for another request
         */
        long key(Statements on) throws SQLException {
            if (run.key() == null) {
                return run.id();
            }
            PreparedStatement key = on.of(KEY);
            key.setString(1, run.tenant());
            key.setString(2, run.key());
            key.setLong(3, run.id());
            key.setString(4, run.fingerprint());
            return key.executeUpdate() == 1 ? run.id() : known(on);
        }

        /** Takes the key away again. */
        void unkey(Statements on) throws SQLException {
            if (run.key() != null) {
                PreparedStatement delete = on.of(UNKEY);
                delete.setString(1, run.tenant());
                delete.setString(2, run.key());
                delete.setLong(3, run.id());
                delete.executeUpdate();
            }
        }

        /** Puts the run there. */
        void row(Statements on) throws SQLException {
            long lane = on.lane(run.lane());
            PreparedStatement insert = on.of(RUN);
            insert.setLong(1, run.id());
            insert.setString(2, run.task());
            insert.setString(3, run.tenant());
            insert.setLong(4, run.due());
            insert.setLong(5, -run.due());
            insert.setLong(6, -run.due());
            insert.setString(7, run.params());
            insert.setString(8, run.spec());
            insert.setLong(9, lane);
            insert.executeUpdate();
            on.added(List.of(run.id()));
            if (run.deadline() > 0) {
                ControlWrite.deadline(on, run.id(), run.deadline());
            }
            ControlWrite.child(on, run);
        }

        private long known(Statements on) throws SQLException {
            PreparedStatement select = on.of(KNOWN);
            select.setString(1, run.tenant());
            select.setString(2, run.key());
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return known(rows.getLong(1), rows.getString(2));
            }
        }

        /**
         * The run that the key stands for already.
         *
         * @throws GantryException if it stands for another request
         */
        long known(long id, String fingerprint) {
            if (!fingerprint.equals(run.fingerprint())) {
                throw new GantryException(
                        GantryException.Code.REFUSED,
                        "The idempotency key "
                                + run.key()
                                + " was used before with another request; use a new key, or"
                                + " repeat the first request unchanged");
            }
            return id;
        }
    }

    /** Whether a run is on disk, asked behind all writes before it. Changes nothing. */
    record Seek(long run) implements RunWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement select = on.of("SELECT 1 FROM run WHERE id = ?");
            select.setLong(1, run);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** A run's end. */
    record Finish(RunEnd end) implements RunWrite<Boolean> {
        private static final String SQL =
                "UPDATE run SET state = ?, attempt = ?, provider = ?, started = ?, finished = ?,"
                        + " output = ?, error = ?, phases = ? WHERE id = ? AND state = 0";
        private static final String SAME =
                "SELECT 1 FROM run WHERE id = ? AND state = ? AND attempt = ? AND started = ?"
                        + " AND finished = ?";
        private static final Bulk<Finish, Boolean> BULK = new FinishBulk();

        @Override
        public Bulk<Finish, Boolean> bulk() {
            return BULK;
        }

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement update = on.of(SQL + on.mine());
            update.setInt(1, ResultCode.of(end.result()));
            update.setInt(2, end.attempt());
            update.setLong(3, on.provider(end.plugin()));
            update.setLong(4, end.started());
            update.setLong(5, end.finished());
            update.setString(6, end.output());
            update.setString(7, end.error());
            update.setString(8, end.phases());
            update.setLong(9, end.id());
            return update.executeUpdate() == 1 || onRecord(on);
        }

        /** Whether the run ended by this very record. */
        boolean onRecord(Statements on) throws SQLException {
            PreparedStatement same = on.of(SAME);
            same.setLong(1, end.id());
            same.setInt(2, ResultCode.of(end.result()));
            same.setInt(3, end.attempt());
            same.setLong(4, end.started());
            same.setLong(5, end.finished());
            try (ResultSet rows = same.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * The end of an attempt whose run goes on.
     *
     * @param pinned whether it has to go on on the same revision
     */
    record Retry(AttemptEnd end, boolean pinned) implements RunWrite<Boolean> {
        private static final String RUN =
                "UPDATE run SET due = ?, started = ?, attempt = coalesce(?, attempt),"
                        + " provider = ?, error = coalesce(?, error) WHERE id = ? AND state = 0";
        private static final String ATTEMPT =
                "INSERT INTO attempt (run, number, state, counted, due, provider, started,"
                        + " finished, error, phases) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + " WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE run = ? AND number = ?"
                        + " AND started = ? AND finished = ?)";
        private static final Bulk<Retry, Boolean> BULK = new RetryBulk();

        @Override
        public Bulk<Retry, Boolean> bulk() {
            return BULK;
        }

        @Override
        public Boolean apply(Statements on) throws SQLException {
            long provider = on.provider(end.plugin());
            PreparedStatement update = on.of(RUN + on.mine());
            update.setLong(1, end.due());
            update.setLong(2, -end.due());
            update.setObject(3, counted());
            update.setLong(4, pinned ? provider : 0);
            update.setString(5, end.error());
            update.setLong(6, end.run());
            if (update.executeUpdate() == 0) {
                return false;
            }
            PreparedStatement insert = on.of(ATTEMPT);
            insert.setLong(1, end.run());
            insert.setInt(2, end.attempt());
            insert.setString(3, end.state());
            insert.setInt(4, end.counted() ? 1 : 0);
            insert.setLong(5, end.due());
            insert.setLong(6, provider);
            insert.setLong(7, end.started());
            insert.setLong(8, end.finished());
            insert.setString(9, end.error());
            insert.setString(10, end.phases());
            insert.setLong(11, end.run());
            insert.setInt(12, end.attempt());
            insert.setLong(13, end.started());
            insert.setLong(14, end.finished());
            insert.executeUpdate();
            return true;
        }

        /** How many attempts the run has used up, or {@code null} if that does not change. */
        Integer counted() {
            return end.counted() ? (Integer) end.attempt() : null;
        }

        /** Whether the run is open. */
        boolean open(Statements on) throws SQLException {
            PreparedStatement select =
                    on.of("SELECT 1 FROM run WHERE id = ? AND state = 0" + on.mine());
            select.setLong(1, end.run());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** An attempt that has begun; without effect when it is over already. */
    record Started(long run, int attempt, String plugin, long at) implements RunWrite<Void> {
        private static final Bulk<Started, Void> BULK = new StartBulk();

        @Override
        public Bulk<Started, Void> bulk() {
            return BULK;
        }

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of(
                            "UPDATE run SET provider = ?, started = ?"
                                    + " WHERE id = ? AND state = 0 AND attempt = ? AND NOT EXISTS"
                                    + " (SELECT 1 FROM attempt WHERE run = ? AND started = ?)"
                                    + on.mine());
            update.setLong(1, on.provider(plugin));
            update.setLong(2, at);
            update.setLong(3, run);
            update.setInt(4, attempt - 1);
            update.setLong(5, run);
            update.setLong(6, at);
            update.executeUpdate();
            return null;
        }
    }

    /** Runs that wait are free to go on on another revision. */
    record Unpin(String plugin) implements RunWrite<Integer> {

        @Override
        public Integer apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of(
                            "UPDATE run SET provider = 0 WHERE state = 0 AND provider <> 0"
                                    + " AND started <= 0 AND provider ="
                                    + " (SELECT id FROM provider WHERE name = ?)"
                                    + on.within());
            update.setString(1, plugin);
            return update.executeUpdate();
        }
    }

    /** A heartbeat's detail. */
    record Detail(long run, String json) implements RunWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of("UPDATE run SET detail = ? WHERE id = ? AND state = 0" + on.mine());
            update.setString(1, json);
            update.setLong(2, run);
            update.executeUpdate();
            return null;
        }
    }

    /** A wish that a run stops. */
    record Cancel(long run, String reason) implements RunWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of("UPDATE run SET cancel = ? WHERE id = ? AND state = 0");
            update.setString(1, on.text(reason));
            update.setLong(2, run);
            on.tell(NodeStore.STOP, run);
            return update.executeUpdate() == 1;
        }
    }
}
