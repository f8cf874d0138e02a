package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** What people decide at one node about runs of another. */
@Timeout(60)
class ElsewhereTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private volatile boolean shared;
    private volatile Optional<StoredNode> holder = Optional.empty();
    private BiFunction<String, Object[], Object> decided = (method, arguments) -> null;

    @BeforeEach
    void start() throws InterruptedException {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.aroundControl =
                its ->
                        TroubledStore.around(
                                ControlStore.class,
                                its,
                                (method, arguments) -> decided.apply(method, arguments));
        gantry.aroundNodes = its -> TroubledStore.around(NodeStore.class, its, this::nodes);
        gantry.restart();
        gantry.offer("a.b", (input, context) -> null);
        gantry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        shared = false;
        gantry.close();
    }

    private Object nodes(String method, Object[] arguments) {
        return switch (method) {
            case "alone" -> !shared;
            case "holder" -> holder;
            case "changeLeft" -> CompletableFuture.completedFuture(true);
            default -> null;
        };
    }

    private String ofAnother() {
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(3)));
        EngineFixture.await(() -> gantry.engine.lives().size() == 0);
        decided =
                (method, arguments) ->
                        method.equals("change") ? CompletableFuture.completedFuture(false) : null;
        shared = true;
        return id;
    }

    @Test
    void aChangeOfARunThatWaitsAtAnotherNodeNamesThatNode() {
        String id = ofAnother();
        holder =
                Optional.of(
                        new StoredNode(7, "two", null, 1, 1, 1, false, new NodeStatus(8, 8, 0)));
        GantryException refusal =
                assertThrows(
                        GantryException.class,
                        () -> gantry.control().change(id, new RunChange("{}", 3)));
        assertEquals(GantryException.Code.CONFLICT, refusal.code());
        assertEquals(
                "Run "
                        + id
                        + " waits at node two, and can be changed there only; ask that node",
                refusal.getMessage());
    }

    @Test
    void aRunThatNobodyHasIsChanged() {
        String id = ofAnother();
        assertEquals(id, gantry.control().change(id, new RunChange("{}", 3)).id());
    }
}
