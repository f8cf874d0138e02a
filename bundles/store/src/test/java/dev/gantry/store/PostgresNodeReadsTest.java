package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;

/** What a node reads of itself and others. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class PostgresNodeReadsTest {
    private final PostgresAddress address;
    private Database first;
    private Database second;

    PostgresNodeReadsTest(PostgresServer server) {
        this.address = server.schema();
    }

    @BeforeEach
    void open() {
        first = Stores.postgres(address, "one");
        second = Stores.postgres(address, "two");
    }

    @AfterEach
    void close() throws InterruptedException {
        first.close();
        second.close();
    }

    @Test
    void whoHasARunAndWhoHadIt() {
        NodeStore one = first.dialect().nodes(first);
        NodeStore two = second.dialect().nodes(second);
        SqlRunStore runs = new SqlRunStore(first);
        runs.insert(RunRows.plain(1)).join();
        assertEquals(one.self(), two.owner(1));
        one.give(List.of(1L)).join();
        assertEquals(0, one.owner(1));
        assertTrue(two.take(1).join());
        assertEquals(two.self(), one.owner(1));
        new SqlRunStore(second)
                .finish(new RunEnd(1, "success", 1, "acme 1.0.0 ab", 2, 3, null, null, null))
                .join();
        assertEquals(two.self(), one.owner(1));
        assertEquals(0, one.owner(99));
    }

    @Test
    void whatNobodyHasIsLookedForWithoutWorkers() throws Exception {
        try (Connection writer = Stores.dialect(address, "three").writer();
                Statement statement = writer.createStatement();
                PreparedStatement explain =
                        writer.prepareStatement("EXPLAIN " + NodeWrite.Claim.WAITING)) {
            // so cheap that they are taken wherever they may be
            statement.execute("SET parallel_setup_cost = 0");
            statement.execute("SET parallel_tuple_cost = 0");
            statement.execute("SET min_parallel_table_scan_size = 0");
            explain.setInt(1, 3);
            explain.setLong(2, 1);
            try (ResultSet rows = explain.executeQuery()) {
                while (rows.next()) {
                    assertFalse(rows.getString(1).contains("Gather"), rows.getString(1));
                }
            }
        }
    }

    @Test
    void howFarAClockIsAhead() {
        NodeStore one = first.dialect().nodes(first);
        InstantSource late = () -> Instant.now().minusSeconds(30);
        long ahead = one.ahead(late).orElseThrow();
        assertTrue(Math.abs(ahead + 30_000) < 1000, ahead + " ms");
        Iterator<Long> slow = List.of(0L, 501L).iterator();
        assertTrue(one.ahead(() -> Instant.ofEpochMilli(slow.next())).isEmpty());
    }
}
