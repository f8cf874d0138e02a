package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** PostgreSQL that cuts connections, takes no writes, or is taken by another Gantry. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresOutageTest {
    private static final int CUTS = 25;
    private static final int CALLERS = 8;

    private final PostgresServer server;
    private final PostgresAddress address;
    private final String schema;
    private Database database;
    private SqlRunStore store;

    PostgresOutageTest(PostgresServer server) {
        this.server = server;
        this.address = server.schema();
        this.schema = address.url().substring(address.url().indexOf('=') + 1);
    }

    @BeforeEach
    void open() {
        database = Stores.postgres(address);
        store = new SqlRunStore(database);
    }

    @AfterEach
    void close() throws InterruptedException {
        database.close();
    }

    private static NewRun run(long id) {
        return RunRows.keyed(id, "k" + id);
    }

    private static String unavailable(CompletableFuture<?> write) {
        GantryException why =
                assertInstanceOf(
                        GantryException.class,
                        assertThrows(CompletionException.class, write::join).getCause());
        assertEquals(GantryException.Code.UNAVAILABLE, why.code(), why.getMessage());
        return why.getMessage();
    }

    @Test
    void acknowledgesNothingThatIsLostAndNothingTwice() throws Exception {
        AtomicInteger keys = new AtomicInteger();
        AtomicInteger repeated = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        ConcurrentMap<Integer, Set<Long>> answers = new ConcurrentHashMap<>();
        AtomicInteger ids = new AtomicInteger();
        Semaphore progress = new Semaphore(0);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            callers.add(ended);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    while (!over.get()) {
                                        submitAndFinish(keys, ids, answers, repeated);
                                        progress.release();
                                    }
                                    ended.complete(null);
                                } catch (Throwable e) {
                                    ended.completeExceptionally(e);
                                }
                            });
        }
        for (int cut = 0; cut < CUTS; cut++) {
            assertTrue(progress.tryAcquire(40, 30, TimeUnit.SECONDS), "callers got through");
            server.cut();
        }
        over.set(true);
        for (CompletableFuture<Void> caller : callers) {
            caller.join();
        }
        assertEquals(keys.get(), answers.size());
        for (Map.Entry<Integer, Set<Long>> answer : answers.entrySet()) {
            assertEquals(1, answer.getValue().size(), "one run for key " + answer.getKey());
            assertEquals(
                    "success",
                    store.find(answer.getValue().iterator().next()).orElseThrow().result());
        }
        assertEquals(
                String.valueOf(keys.get()),
                server.execute("SELECT count(*) FROM " + schema + ".run").getFirst());
        assertEquals(0, store.countOpen());
        assertTrue(repeated.get() > 0, "some writes met a cut");
    }

    /** A caller that repeats what it got no answer to, until it gets one. */
    private void submitAndFinish(
            AtomicInteger keys,
            AtomicInteger ids,
            ConcurrentMap<Integer, Set<Long>> answers,
            AtomicInteger repeated) {
        int key = keys.incrementAndGet();
        long id =
                insist(
                        () -> store.insert(RunRows.keyed(ids.incrementAndGet(), "key-" + key)),
                        repeated);
        answers.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(id);
        assertEquals(
                id,
                insist(
                        () -> store.insert(RunRows.keyed(ids.incrementAndGet(), "key-" + key)),
                        repeated));
        RunEnd end = new RunEnd(id, "success", 1, "acme 1.0.0 ab", 2, 3, null, null, null);
        assertTrue(insist(() -> store.finish(end), repeated));
    }

    private static <T> T insist(Supplier<CompletableFuture<T>> write, AtomicInteger repeated) {
        while (true) {
            try {
                return write.get().join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof GantryException why && why.retryable())) {
                    throw e;
                }
                repeated.incrementAndGet();
            }
        }
    }

    @Test
    void readsAndWritesGoOnAfterIdleConnectionsWereCut() throws Exception {
        store.insert(run(1)).join();
        assertTrue(store.find(1).isPresent());
        server.cut();
        assertTrue(store.find(1).isPresent());
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
    }

    @Test
    void takesItsLockAgainOnANewConnection() throws Exception {
        server.cut();
        store.insert(run(1)).join();
        String why =
                assertThrows(UnusableStoreException.class, () -> Stores.postgres(address))
                        .getMessage();
        assertTrue(why.contains("Another Gantry works on"), why);
    }

    @Test
    void writesNoMoreWhenAnotherTookOver() throws Exception {
        store.insert(run(1)).join();
        server.cut();
        Database other = Stores.postgres(address);
        String held = unavailable(store.insert(run(2)));
        assertTrue(held.contains("Another Gantry works on"), held);
        assertTrue(database.outage().isPresent());
        new SqlRunStore(other).insert(run(3)).join();
        other.close();
        String taken = unavailable(store.insert(run(4)));
        assertTrue(taken.contains("while this one was cut off; stop the other one"), taken);
        assertTrue(store.find(3).isPresent(), "reading goes on");
    }

    @Test
    void tellsTheRemedyWhenItIsReadOnlyAndGoesOnAfter() throws Exception {
        server.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
        try {
            server.cut();
            String why = unavailable(store.insert(run(1)));
            assertTrue(why.contains("takes no writes"), why);
            assertTrue(why.contains("name the primary server in gantry.store.url"), why);
        } finally {
            server.execute(
                    "SET default_transaction_read_only = off",
                    "ALTER DATABASE postgres RESET default_transaction_read_only");
        }
        server.cut();
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
    }

    @Test
    void tellsTheRemedyWhenItsDiskIsFullAndGoesOnAfter() throws Exception {
        server.execute(
                "SET search_path = " + schema,
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';"
                        + " END $$",
                "CREATE TRIGGER full_disk BEFORE INSERT ON run EXECUTE FUNCTION full_disk()");
        String why = unavailable(store.insert(run(1)));
        assertTrue(why.contains("has no room on its disk (ERROR: could not extend file"), why);
        assertTrue(why.contains("free some there, Gantry goes on by itself"), why);
        assertTrue(database.outage().isPresent());
        server.execute("DROP TRIGGER full_disk ON " + schema + ".run");
        assertEquals(2L, store.insert(run(2)).join());
        assertTrue(database.outage().isEmpty());
    }

    @Test
    void refusesWhatItCannotStoreAndKeepsWhatPeopleRead() {
        CompletableFuture<Long> before = store.insert(run(1));
        CompletableFuture<Long> bad = store.insert(RunRows.plain(2, "{\"s3cret\0\"}"));
        CompletableFuture<Long> after = store.insert(run(3));
        assertEquals(1L, before.join());
        assertEquals(3L, after.join());
        GantryException why =
                assertInstanceOf(
                        GantryException.class,
                        assertThrows(CompletionException.class, bad::join).getCause());
        assertEquals(GantryException.Code.CONFLICT, why.code());
        assertTrue(why.getMessage().contains("the character U+0000"), why.getMessage());
        assertTrue(!why.getMessage().contains("s3cret"), why.getMessage());
        assertTrue(store.cancel(1, "no\0need").join());
    }

    @Test
    void errorsShowNoParameters() {
        store.insert(run(1)).join();
        GantryException why =
                assertInstanceOf(
                        GantryException.class,
                        assertThrows(
                                        CompletionException.class,
                                        () ->
                                                store.insert(
                                                                new NewRun(
                                                                        5,
                                                                        "a.b",
                                                                        null,
                                                                        1,
                                                                        "{\"pw\":\"s3cret\"}",
                                                                        null,
                                                                        null,
                                                                        null))
                                                        .join())
                                .getCause());
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            assertTrue(!String.valueOf(cause.getMessage()).contains("s3cret"), cause.toString());
        }
    }

    @Test
    void closesItsSessions() throws Exception {
        store.insert(run(1)).join();
        store.find(1);
        database.close();
        assertEquals(
                "0",
                server.execute(
                                "SELECT count(*) FROM pg_locks l JOIN pg_namespace n ON"
                                        + " n.oid::int = l.objid::int WHERE l.locktype = 'advisory'"
                                        + " AND n.nspname = '"
                                        + schema
                                        + "'")
                        .getFirst());
    }
}
