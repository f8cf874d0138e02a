package dev.gantry.store;

import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.util.List;
import java.util.Map;

/** A run store, whatever database is behind it. */
abstract class RunStoreFixture {
    static final String REVISION = "acme.files 1.2.0 " + "ab".repeat(32);
    Database database;
    RunStore store;

    /** Opens the database of this test; a second call opens the same one again. */
    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        store = new SqlRunStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    void reopen() throws InterruptedException {
        stop();
        start();
    }

    static NewRun run(long id) {
        return run(id, 1000 + id);
    }

    static NewRun run(long id, long due) {
        return new NewRun(
                id, "files.cleanup", "default", due, "{\"n\":" + id + "}", null, null, null);
    }

    static RunEnd success(long id) {
        return new RunEnd(id, "success", 1, REVISION, 2000, 3000, "{\"ok\":true}", null, null);
    }

    static RunFilter all(int limit) {
        return new RunFilter(null, null, null, null, null, Map.of(), null, 0, limit);
    }

    static List<Long> ids(List<StoredRun> runs) {
        return runs.stream().map(StoredRun::id).toList();
    }

    static NewRun run(long id, long due, Lane lane) {
        return new NewRun(
                id,
                "a.b",
                lane.tenant(),
                due,
                "{}",
                null,
                null,
                null,
                0,
                lane.sla(),
                lane.priority());
    }
}
