package dev.gantry.store;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Changes to schedules. */
sealed interface ScheduleWrite<T> extends Write<T> {

    /** A schedule, if the version before it is on disk, with the next fire time as it was. */
    record Put(StoredSchedule schedule, long expectedNext) implements ScheduleWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement select =
                    on.of("SELECT version, next_fire FROM schedule WHERE id = ?" + on.locked());
            select.setString(1, schedule.id());
            try (ResultSet rows = select.executeQuery()) {
                boolean there = rows.next();
                if ((there ? rows.getLong(1) : 0) != schedule.version() - 1
                        || there && rows.getLong(2) != expectedNext) {
                    return false;
                }
            }
            PreparedStatement put =
                    on.of(
                            "INSERT INTO schedule (id, spec, version, created, next_fire,"
                                    + " last_fire, last_run) VALUES (?, ?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT (id) DO UPDATE SET spec = excluded.spec,"
                                    + " version = excluded.version, created = excluded.created,"
                                    + " next_fire = excluded.next_fire");
            put.setString(1, schedule.id());
            put.setString(2, schedule.spec());
            put.setLong(3, schedule.version());
            put.setLong(4, schedule.created());
            put.setLong(5, schedule.nextFire());
            put.setLong(6, schedule.lastFire());
            put.setLong(7, schedule.lastRun());
            put.executeUpdate();
            on.tell(NodeStore.SCHEDULE, schedule.id());
            return true;
        }
    }

    /** A schedule's end. */
    record Delete(String id, long version) implements ScheduleWrite<Boolean> {

        @Override
        public Boolean apply(Statements on) throws SQLException {
            PreparedStatement delete = on.of("DELETE FROM schedule WHERE id = ? AND version = ?");
            delete.setString(1, id);
            delete.setLong(2, version);
            on.tell(NodeStore.SCHEDULE, id);
            return delete.executeUpdate() == 1;
        }
    }

    /** A fire time served, with its run. */
    record Fire(ScheduleStore.Seen seen, long nextFire, long lastFire, String spec, NewRun run)
            implements ScheduleWrite<Long> {
        private static final Bulk<Fire, Long> BULK = new FireBulk();

        /** Whether it leaves the plan as it is; then those that plan have to hear of it. */
        boolean beside() {
            return nextFire == seen.nextFire() && spec == null;
        }

        @Override
        public Bulk<Fire, Long> bulk() {
            return BULK;
        }

        @Override
        public Long apply(Statements on) throws SQLException {
            if (run == null) {
                return moved(on, null) ? 0 : ScheduleStore.CONFLICT;
            }
            RunWrite.Insert insert = new RunWrite.Insert(run);
            long started = insert.key(on);
            boolean fresh = started == run.id();
            boolean moved = moved(on, started);
            if (fresh && moved) {
                insert.row(on);
            } else if (fresh) {
                insert.unkey(on);
            }
            return moved ? started : ScheduleStore.CONFLICT;
        }

        private boolean moved(Statements on, Long started) throws SQLException {
            PreparedStatement update =
                    on.of(
                            "UPDATE schedule SET next_fire = ?, last_fire = ?,"
                                    + " last_run = coalesce(?, last_run),"
                                    + " spec = coalesce(?, spec) WHERE id = ? AND version = ?"
                                    + " AND next_fire = ? AND last_run = ?");
            update.setLong(1, nextFire);
            update.setLong(2, lastFire);
            update.setObject(3, started);
            update.setString(4, spec);
            update.setString(5, seen.id());
            update.setLong(6, seen.version());
            update.setLong(7, seen.nextFire());
            update.setLong(8, seen.lastRun());
            boolean moved = update.executeUpdate() == 1;
            if (moved && beside()) {
                on.tell(NodeStore.SCHEDULE, seen.id());
            }
            return moved;
        }
    }
}
