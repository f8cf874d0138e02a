package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.UnsureException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Runs that are left to other nodes, by writes that go wrong. */
@Timeout(60)
class NeighboursTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private Neighbours neighbours;
    private int owner = 3;
    private final List<Object> given = new ArrayList<>();
    private final Queue<Throwable> troubles = new ArrayDeque<>();

    @BeforeEach
    void begin() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.offer("a.b", (input, context) -> "done");
        NodeStore nodes =
                (NodeStore)
                        Proxy.newProxyInstance(
                                NodeStore.class.getClassLoader(),
                                new Class<?>[] {NodeStore.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "self" -> 3;
                                            case "owner" -> owner;
                                            default -> give(arguments[0]);
                                        });
        neighbours =
                new Neighbours(
                        new Stores(gantry.stored(), null, nodes, null, null),
                        gantry.engine.lives(),
                        gantry.engine.backlog(),
                        new RowCodec());
    }

    private CompletableFuture<Integer> give(Object runs) {
        given.add(runs);
        Throwable trouble = troubles.poll();
        return trouble == null
                ? CompletableFuture.completedFuture(1)
                : CompletableFuture.failedFuture(trouble);
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private long leave() {
        long id = RunIds.parse(gantry.submit("a.b"));
        neighbours.leave(List.of(gantry.engine.lives().get(id)));
        return id;
    }

    private long open() {
        return gantry.engine.lives().open().get();
    }

    @Test
    void whatMayBeGivenIsGivenAgainBeforeTheNextClaim() {
        troubles.add(new UnsureException("the wire is cut", null));
        troubles.add(TroubledStore.away());
        long id = leave();
        assertEquals(0, open());
        assertThrows(GantryException.class, neighbours::settle);
        neighbours.settle();
        neighbours.settle();
        assertEquals(List.of(List.of(id), List.of(id), List.of(id)), given);
        assertEquals(0, open());
        assertEquals(1, neighbours.leftRuns());
    }

    private long waits() {
        return RunIds.parse(gantry.submit("a.b"));
    }

    /** As after many others: in the store only. */
    private long waitsInTheStore() {
        long id = waits();
        LiveRun run = gantry.engine.lives().get(id);
        gantry.engine.backlog().forget(run);
        gantry.engine.lives().remove(run);
        return id;
    }

    private void ask(long id) {
        neighbours.asked(id + " 3");
        neighbours.release();
    }

    @Test
    void whatAnotherNodeWouldChangeIsLeft() {
        long id = waits();
        neighbours.asked(id + " 4");
        neighbours.release();
        assertEquals(List.of(), given, "another node was asked");
        ask(id);
        long deep = waitsInTheStore();
        ask(deep);
        assertEquals(List.of(List.of(id), List.of(deep)), given);
        assertEquals(0, open());
        assertEquals(0, gantry.engine.lives().size());
    }

    @Test
    void whatHasBegunOrIsNotHereIsNotLeft() throws Exception {
        long begun = waitsInTheStore();
        gantry.stored().started(begun, 1, RowCodec.revision(FakeCatalog.REVISION), 1).join();
        ask(begun);
        long inMemory = waits();
        LiveRun run = gantry.engine.lives().get(inMemory);
        gantry.start();
        gantry.finished(run.name());
        ask(inMemory);
        ask(1);
        owner = 9;
        ask(waitsInTheStore());
        assertEquals(List.of(), given);
    }

    @Test
    void whatRunsIsNotLeftAndThatIsNotedForWhoeverAsked() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    end.await();
                    return "done";
                });
        gantry.start();
        long id = waits();
        EngineFixture.await(() -> gantry.engine.lives().get(id).attempt() != null);
        ask(id);
        EngineFixture.await(() -> !gantry.stored().find(id).orElseThrow().unstarted());
        assertEquals(List.of(), given);
        end.countDown();
    }

    @Test
    void whatIsNotGivenStays() {
        troubles.add(TroubledStore.away());
        long id = leave();
        neighbours.settle();
        assertEquals(List.of(List.of(id)), given);
        assertEquals(1, open());
    }
}
