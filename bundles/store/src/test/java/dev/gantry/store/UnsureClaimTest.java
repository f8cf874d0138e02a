package dev.gantry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.UnsureException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The connection is lost while a claim commits. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
class UnsureClaimTest {
    private final PostgresAddress address;
    private final Breaking wire;
    private Database door;
    private Database database;
    private SqlRunStore taken;
    private NodeStore node;

    UnsureClaimTest(PostgresServer server) {
        this.address = server.schema();
        this.wire = new Breaking(Stores.dialect(address, "one"));
    }

    @BeforeEach
    void open() {
        door = Stores.open(new PostgresDialect(address, "door", true, Path.of("nowhere")));
        database = Stores.open(wire);
        node = wire.nodes(database);
        taken = new SqlRunStore(database);
        SqlRunStore runs = new SqlRunStore(door);
        for (long id = 1; id <= 3; id++) {
            runs.insert(new NewRun(id, "a.b", "default", id, "{}", null, null, null)).join();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        door.close();
        database.close();
    }

    private List<ClaimedRun> claim(int limit, Long... runs) {
        return node.claim(new NodeClaim(List.of("a.b"), List.of(), 10, limit, List.of(runs)))
                .join();
    }

    private static List<Long> ids(List<ClaimedRun> runs) {
        return runs.stream().map(ClaimedRun::id).toList();
    }

    private void unsure(Breaking.Loss loss, Long... runs) {
        wire.cut(loss);
        assertInstanceOf(
                UnsureException.class,
                assertThrows(CompletionException.class, () -> claim(2, runs)).getCause());
    }

    @Test
    void whatItTookIsToldWithTheNextOne() {
        unsure(Breaking.Loss.AFTER_THE_COMMIT);
        List<ClaimedRun> next = claim(2);
        assertEquals(List.of(1L, 2L), ids(next));
        assertNull(next.getFirst().row(), "to be read");
        assertEquals(List.of(3L), ids(claim(2)), "once only");
        assertEquals(3, taken.countOpen());
    }

    @Test
    void whatItNamedIsToldAsWell() {
        unsure(Breaking.Loss.AFTER_THE_COMMIT, 2L, 3L);
        assertEquals(List.of(2L, 3L, 1L), ids(claim(3)));
    }

    @Test
    void whatItDidNotTakeIsClaimedOnce() {
        unsure(Breaking.Loss.BEFORE_THE_COMMIT);
        assertEquals(List.of(1L, 2L), ids(claim(2)));
        assertEquals(List.of(3L), ids(claim(2)));
    }

    @Test
    void whatIsUnsureAgainIsNotForgotten() {
        unsure(Breaking.Loss.AFTER_THE_COMMIT);
        unsure(Breaking.Loss.AFTER_THE_COMMIT);
        assertEquals(List.of(1L, 2L, 3L), ids(claim(3)));
    }
}
