package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.PayloadRows.Row;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.StoreCheck;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the keeper of a store sees of payloads in files, whatever database is behind it. */
@Timeout(120)
abstract class PayloadRowsContract {
    private static final String PARAMS = "@payload params " + "ab".repeat(32) + " 70000";
    private static final String OUTPUT = "@payload output " + "cd".repeat(32) + " 80000";

    private Database database;
    private SqlRunStore runs;

    abstract Database open();

    @BeforeEach
    void start() {
        database = open();
        runs = new SqlRunStore(database);
    }

    @AfterEach
    void stop() throws InterruptedException {
        database.close();
    }

    private CompletableFuture<Long> insert(long id, String params) {
        return runs.insert(new NewRun(id, "a.b", "default", 1000, params, null, null, null));
    }

    private void finish(long id, String output) {
        runs.finish(new RunEnd(id, "success", 1, null, 1, 2, output, null, null)).join();
    }

    private interface Look {
        void at(PayloadRows rows);
    }

    private StoreCheck check(Look look) {
        RunPayloads payloads =
                new NoPayloads() {
                    @Override
                    public PayloadCheck check(PayloadRows rows) {
                        look.at(rows);
                        return new PayloadCheck(List.of("a file is missing"), 2, 1);
                    }
                };
        return new SqlStoreAdmin(
                        database, Path.of("nowhere"), InstantSource.system(), () -> payloads)
                .check();
    }

    private static List<Row> all(PayloadRows rows) {
        List<Row> all = new ArrayList<>();
        long last = -1;
        for (List<Row> next = rows.after(last); !next.isEmpty(); next = rows.after(last)) {
            all.addAll(next);
            last = all.getLast().run();
        }
        return all;
    }

    @Test
    void findsThoseInFilesAmongManyOthers() {
        List<CompletableFuture<Long>> inserts = new ArrayList<>();
        for (long id = 1; id <= 31_000; id++) {
            boolean away = id == 1 || id == 500 || id == 10_001 || id == 30_999;
            inserts.add(insert(id, away ? PARAMS : "{\"text\":\"@payload \"}"));
        }
        inserts.forEach(CompletableFuture::join);
        finish(500, OUTPUT);
        finish(501, OUTPUT);
        finish(502, "\"@payload output\"");
        List<Row> expected =
                List.of(
                        new Row(1, PARAMS, null),
                        new Row(500, PARAMS, OUTPUT),
                        new Row(501, null, OUTPUT),
                        new Row(10_001, PARAMS, null),
                        new Row(30_999, PARAMS, null));
        check(
                rows -> {
                    assertEquals(expected, all(rows));
                    assertEquals(
                            expected.subList(1, 3), rows.of(List.of(502L, 501L, 500L, 77L, -1L)));
                    assertEquals(List.of(), rows.of(List.of()));
                });
    }

    @Test
    void aCheckTellsOfTheStoreAndOfItsFiles() {
        StoreCheck found = check(rows -> assertEquals(List.of(), all(rows)));
        assertEquals(List.of("a file is missing"), found.damage());
        assertEquals(2, found.payloads());
        assertEquals(1, found.unused());
        if (database.dialect().upkeep().kind().equals("postgresql")) {
            assertEquals(
                    "PostgreSQL itself is checked with its own tools: use pg_amcheck",
                    found.unchecked());
        } else {
            assertNull(found.unchecked());
        }
    }

    @Test
    void withoutTheEngineThereIsNoCheck() {
        SqlStoreAdmin admin =
                new SqlStoreAdmin(database, Path.of("nowhere"), InstantSource.system(), () -> null);
        assertEquals(
                GantryException.Code.UNAVAILABLE,
                assertThrows(GantryException.class, admin::check).code());
    }
}
