package dev.gantry.store;

import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredHandling;
import dev.gantry.spi.store.StoredPause;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Changes to what people decided about runs, and to deadlines. */
sealed interface ControlWrite<T> extends Write<T> {

    /** A new run has to be over by a time. */
    static void deadline(Statements on, long run, long at) throws SQLException {
        PreparedStatement insert = on.of("INSERT INTO run_deadline (run, at) VALUES (?, ?)");
        insert.setLong(1, run);
        insert.setLong(2, at);
        insert.executeUpdate();
    }

    /** A new run is a child of another one, if it says so. */
    static void child(Statements on, NewRun run) throws SQLException {
        if (run.parent() == 0) {
            return;
        }
        PreparedStatement insert =
                on.of("INSERT INTO run_child (parent, name, run) VALUES (?, ?, ?)");
        insert.setLong(1, run.parent());
        insert.setString(2, run.child());
        insert.setLong(3, run.id());
        insert.executeUpdate();
    }

    /** A pause. */
    record Set(StoredPause pause) implements ControlWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement set =
                    on.of(
                            "INSERT INTO pause (scope, name, reason, author, since)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, name) DO UPDATE"
                                    + " SET reason = excluded.reason, author = excluded.author,"
                                    + " since = excluded.since");
            set.setString(1, pause.scope());
            set.setString(2, pause.name());
            set.setString(3, pause.reason());
            set.setString(4, pause.by());
            set.setLong(5, pause.since());
            set.executeUpdate();
            on.tell(NodeStore.PAUSES, pause.name());
            return null;
        }
    }

    /** The end of a pause. */
    record Ended(String scope, String name) implements ControlWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM pause WHERE scope = ? AND name = ?");
            delete.setString(1, scope);
            delete.setString(2, name);
            on.tell(NodeStore.PAUSES, name);
            return delete.executeUpdate() == 1;
        }
    }

    /** Other parameters for a run that has not started. */
    record Change(long run, Lane lane, long due, String params, String spec)
            implements ControlWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            long number = on.lane(lane);
            PreparedStatement update =
                    on.of(
                            "UPDATE run SET params = ?, spec = ?, lane = ?, due = ?"
                                    + " WHERE id = ? AND state = 0 AND attempt = 0 AND started <= 0"
                                    + " AND cancel IS NULL"
                                    + on.mine());
            update.setString(1, params);
            update.setString(2, spec);
            update.setLong(3, number);
            update.setLong(4, due);
            update.setLong(5, run);
            return update.executeUpdate() == 1;
        }
    }

    /** Another time for a run that waits. */
    record Due(long run, long due) implements ControlWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement update =
                    on.of(
                            "UPDATE run SET due = ? WHERE id = ? AND state = 0 AND cancel IS NULL"
                                    + on.mine());
            update.setLong(1, due);
            update.setLong(2, run);
            return update.executeUpdate() == 1;
        }
    }

    /** A run that repeats another one. */
    record Rerun(NewRun run, StoredHandling handling) implements ControlWrite<Long> {

        @Override
        public Long apply(Statements on) throws SQLException {
            long id = new RunWrite.Insert(run).apply(on);
            PreparedStatement note =
                    on.of(
                            "INSERT INTO run_handled (run, rerun, reason, author, at)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE"
                                    + " SET rerun = excluded.rerun, reason = excluded.reason,"
                                    + " author = excluded.author, at = excluded.at");
            bind(note, handling, id);
            note.executeUpdate();
            return id;
        }
    }

    /** A finished run is handled without another one. */
    record Dismiss(StoredHandling handling) implements ControlWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement note =
                    on.of(
                            "INSERT INTO run_handled (run, rerun, reason, author, at)"
                                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (run) DO NOTHING");
            bind(note, handling, 0);
            return note.executeUpdate() == 1;
        }
    }

    /** Deadlines that are dealt with. */
    record Passed(List<Long> runs) implements ControlWrite<Void> {

        @Override
        public Void apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM run_deadline WHERE run = ?");
            for (long run : runs) {
                delete.setLong(1, run);
                delete.executeUpdate();
            }
            return null;
        }
    }

    private static void bind(PreparedStatement note, StoredHandling handling, long rerun)
            throws SQLException {
        note.setLong(1, handling.run());
        note.setLong(2, rerun);
        note.setString(3, handling.reason());
        note.setString(4, handling.by());
        note.setLong(5, handling.at());
    }
}
