package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** On PostgreSQL a group of writes is a few statements. */
@Timeout(60)
@ExtendWith(WithPostgres.class)
class GroupTest {
    private static final int RUNS = 120;

    private final PostgresAddress address;
    private final AtomicInteger executed = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();

    GroupTest(PostgresServer server) {
        this.address = server.schema();
    }

    /** Counts what the writer does. */
    private final class Counting extends Around {
        Counting() {
            super(Stores.dialect(address, "test"));
        }

        @Override
        public Connection writer() throws SQLException {
            return around(Connection.class, super.writer());
        }
    }

    private <T> T around(Class<T> type, T inner) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            if (method.getName().startsWith("execute")) {
                                executed.incrementAndGet();
                            }
                            if (method.getName().equals("commit")) {
                                committed.incrementAndGet();
                            }
                            try {
                                Object answer = method.invoke(inner, arguments);
                                return answer instanceof PreparedStatement statement
                                        ? around(PreparedStatement.class, statement)
                                        : answer;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }

    private static NewRun run(long id) {
        return RunRows.keyed(id, "k" + id);
    }

    private static RunEnd end(long id) {
        return new RunEnd(id, "success", 1, "acme 1.0.0 ab", 2, 3, "{}", null, null);
    }

    @Test
    void takesFewStatements() throws Exception {
        Database database = Stores.open(new Counting());
        SqlRunStore store = new SqlRunStore(database);
        List<CompletableFuture<?>> all = new ArrayList<>();
        Stores.together(
                store,
                () -> {
                    for (long id = 1; id <= RUNS; id++) {
                        all.add(store.insert(run(id)));
                    }
                });
        all.forEach(CompletableFuture::join);
        Stores.together(
                store,
                () -> {
                    executed.set(0);
                    committed.set(0);
                    for (long id = 1; id <= RUNS; id++) {
                        all.add(store.insert(run(RUNS + id)));
                        all.add(store.finish(end(id)));
                    }
                });
        all.forEach(CompletableFuture::join);
        assertEquals(1, committed.get());
        // keys known, keys, runs, the revision's number twice, ends
        assertTrue(executed.get() <= 6, executed.get() + " statements for one group");
        assertEquals(RUNS, store.countOpen());
        database.close();
    }

    @Test
    void ofManyThatWaitNotAllAreWrittenTogether() throws Exception {
        Database database = Stores.open(new Counting());
        SqlRunStore store = new SqlRunStore(database);
        List<CompletableFuture<?>> all = new ArrayList<>();
        Stores.together(
                store,
                () -> {
                    executed.set(0);
                    committed.set(0);
                    for (long id = 1; id <= 2000; id++) {
                        all.add(store.insert(run(id)));
                    }
                });
        all.forEach(CompletableFuture::join);
        assertEquals(3, committed.get());
        assertEquals(2000, store.countOpen());
        database.close();
    }
}
