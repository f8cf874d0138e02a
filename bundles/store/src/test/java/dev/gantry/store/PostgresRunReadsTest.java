package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.RunFilter;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

@ExtendWith(WithPostgres.class)
class PostgresRunReadsTest extends RunReadsContract {
    private static final int RUNS = 5000;

    private final PostgresAddress address;

    PostgresRunReadsTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }

    @Test
    void fewOpenRunsAreFoundByTheirIndexThoughPostgresBelievesThatAllAreOpen() throws Exception {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (long id = 1; id <= RUNS; id++) {
            all.add(store.insert(run(id)));
        }
        all.forEach(CompletableFuture::join);
        PostgresServer.execute(
                address, "ALTER TABLE run SET (autovacuum_enabled = false)", "ANALYZE run");
        all.clear();
        for (long id = 10; id <= RUNS; id++) {
            all.add(store.finish(success(id)));
        }
        all.forEach(CompletableFuture::join);

        String plan = plan();
        assertTrue(plan.contains("using run_open on run"), plan);
        assertFalse(plan.contains("Seq Scan on run"), plan);
    }

    private String plan() {
        RunFilter filter =
                new RunFilter(StoredRun.OPEN, null, null, null, null, Map.of(), null, 0, 10);
        RunSelection selection = RunSelection.of(filter, database.dialect(), true);
        return database.read(
                on -> {
                    PreparedStatement explain =
                            on.of("EXPLAIN SELECT r.id FROM run r" + selection.clause());
                    selection.bind(explain);
                    StringBuilder plan = new StringBuilder();
                    try (ResultSet rows = explain.executeQuery()) {
                        while (rows.next()) {
                            plan.append(rows.getString(1)).append('\n');
                        }
                    }
                    return plan.toString();
                });
    }
}
