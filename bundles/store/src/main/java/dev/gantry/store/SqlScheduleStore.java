package dev.gantry.store;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.StoredSchedule;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Schedules in an SQL database. Thread-safe. */
final class SqlScheduleStore implements ScheduleStore {
    private static final String ALL =
            "SELECT id, spec, version, created, next_fire, last_fire, last_run FROM schedule";

    private final Database database;

    SqlScheduleStore(Database database) {
        this.database = database;
    }

    @Override
    public List<StoredSchedule> schedules() {
        return database.read(on -> rows(on.of(ALL + " ORDER BY id")));
    }

    @Override
    public Optional<StoredSchedule> find(String id) {
        return database.read(
                on -> {
                    PreparedStatement select = on.of(ALL + " WHERE id = ?");
                    select.setString(1, id);
                    return rows(select).stream().findFirst();
                });
    }

    private static List<StoredSchedule> rows(PreparedStatement select) throws SQLException {
        List<StoredSchedule> found = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(
                        new StoredSchedule(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(6),
                                rows.getLong(7)));
            }
        }
        return found;
    }

    @Override
    public CompletableFuture<Boolean> put(StoredSchedule schedule, long expectedNext) {
        return database.write(new ScheduleWrite.Put(schedule, expectedNext));
    }

    @Override
    public CompletableFuture<Boolean> delete(String id, long version) {
        return database.write(new ScheduleWrite.Delete(id, version));
    }

    @Override
    public CompletableFuture<Long> fire(
            Seen seen, long nextFire, long lastFire, String spec, NewRun run) {
        return database.write(new ScheduleWrite.Fire(seen, nextFire, lastFire, spec, run));
    }
}
