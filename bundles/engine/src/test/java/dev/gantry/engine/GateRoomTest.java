package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.run.TaskLimit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;

/** Who has room at a gate that has more waiting than memory holds. */
@Timeout(120)
class GateRoomTest {
    /** Among so many and one the room is divided, so that a backlog of hundreds is beyond it. */
    private static final int KEYS = 99;

    private static final int ROOM = Backlog.WINDOW / (KEYS + 1);

    @TempDir private Path folder;
    private EngineFixture gantry;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void start() {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                KEYS + 10, 100_000, Duration.ZERO, Duration.ZERO, Duration.ZERO));
        gantry.offer(
                "keyed",
                (input, context) -> {
                    end.await();
                    return null;
                });
        gantry.offer(
                "a.b",
                (input, context) -> {
                    begin.await();
                    order.add(context.runId());
                    return null;
                });
        gantry.engine
                .tasks()
                .put("a.b", new TaskLimit(1, 0, 0, Duration.ofSeconds(1)), OptionalLong.empty());
        gantry.start();
        for (int i = 0; i < 2 * KEYS; i++) {
            gantry.submit(
                    RequestFixture.request("keyed")
                            .make()
                            .withConcurrency(new Concurrency("k" + i / 2, 1)));
        }
        awaitWaiting(KEYS);
    }

    @AfterEach
    void stop() throws InterruptedException {
        begin.countDown();
        end.countDown();
        gantry.close();
    }

    private void awaitWaiting(int runs) {
        EngineFixture.await(
                () ->
                        gantry.engine.backlog().bulkheads().waiting() == runs
                                && gantry.engine.backlog().ready().size() == 0);
    }

    private List<String> submit(int runs, String tenant, SlaClass sla) {
        return gantry.submit(runs, EngineFixture.request("a.b", tenant, sla, 0));
    }

    private void letRun(int runs) {
        begin.countDown();
        EngineFixture.await(() -> order.size() >= runs);
    }

    private long among(int from, int to, List<String> runs) {
        return order.subList(from, to).stream().filter(runs::contains).count();
    }

    @Test
    void aTenantThatComesWhenItIsFullHasItsTurnsToo() {
        List<String> first = submit(3 * ROOM, "first", SlaClass.SILVER);
        awaitWaiting(KEYS + ROOM);
        List<String> second = submit(3 * ROOM, "second", SlaClass.SILVER);
        awaitWaiting(KEYS + ROOM + ROOM / 2);
        letRun(6 * ROOM);
        assertEquals(30, among(0, 60, second), 1);
        assertEquals(ROOM, among(0, 2 * ROOM, second), 0.3 * ROOM);
        assertEquals(2 * ROOM, among(0, 4 * ROOM, second), 0.3 * ROOM);
        assertEquals(3 * ROOM, order.stream().distinct().filter(first::contains).count());
        assertEquals(6 * ROOM, order.size());
    }

    @Test
    void goldThatComesWhenItIsFullGoesFirst() {
        submit(3 * ROOM, "first", SlaClass.BRONZE);
        awaitWaiting(KEYS + ROOM);
        List<String> gold = submit(2 * ROOM, "second", SlaClass.GOLD);
        awaitWaiting(KEYS + ROOM + ROOM / 2);
        letRun(5 * ROOM);
        assertEquals(2 * ROOM, among(0, 2 * ROOM + ROOM / 3, gold), 0.2 * ROOM);
        assertEquals(5 * ROOM, order.stream().distinct().count());
    }
}
