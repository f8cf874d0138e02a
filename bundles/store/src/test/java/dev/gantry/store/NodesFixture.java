package dev.gantry.store;

import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.ClaimedRun;
import dev.gantry.spi.store.Lane;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.NodeClaim;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Two nodes on one schema. */
@Timeout(120)
@ExtendWith(WithPostgres.class)
abstract class NodesFixture {
    static final NodeStatus IDLE = new NodeStatus(8, 8, 0);
    static final String REVISION = "acme 1.0.0 ab";
    static final Lane LANE = new Lane("default", SlaClass.SILVER, 0);

    final PostgresAddress address;
    Database first;
    Database second;
    NodeStore one;
    NodeStore two;
    SqlRunStore runs;
    SqlRunStore others;

    NodesFixture(PostgresServer server) {
        this.address = server.schema();
    }

    @BeforeEach
    void open() {
        first = Stores.postgres(address, "one");
        second = Stores.postgres(address, "two");
        one = first.dialect().nodes(first);
        two = second.dialect().nodes(second);
        runs = new SqlRunStore(first);
        others = new SqlRunStore(second);
    }

    @AfterEach
    void close() throws InterruptedException {
        first.close();
        second.close();
    }

    static NewRun run(long id) {
        return run(id, "a.b", 1);
    }

    static NewRun run(long id, String task, long due) {
        return new NewRun(id, task, "default", due, "{}", null, null, null);
    }

    static RunEnd end(long id) {
        return new RunEnd(id, "success", 1, REVISION, 2, 3, null, null, null);
    }

    static NodeClaim claim(int limit) {
        return new NodeClaim(List.of("a.b"), List.of(REVISION), 10, limit, List.of());
    }

    static Map<Long, Long> claimed(NodeStore node, int limit) {
        return node.claim(claim(limit)).join().stream()
                .collect(Collectors.toMap(ClaimedRun::id, ClaimedRun::due));
    }

    static List<Long> open(SqlRunStore of) {
        return of.open(LANE, Long.MIN_VALUE, 0, 10, 1000).stream().map(StoredRun::id).toList();
    }

    void expire(String node) throws Exception {
        PostgresServer.execute(address, "UPDATE node SET until = 1 WHERE name = '" + node + "'");
    }
}
