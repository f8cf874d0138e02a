package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunChange;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.StoredNode;
import dev.gantry.spi.store.StoredPause;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** What people decide at one node about runs of another. */
@Timeout(60)
class ElsewhereTest {
    private static final StoredNode TWO =
            new StoredNode(7, "two", null, 1, 1, 1, false, new NodeStatus(8, 8, 0));

    @TempDir Path folder;
    private EngineFixture gantry;
    private ControlStore control;
    private volatile boolean shared;
    private volatile Optional<StoredNode> holder = Optional.empty();
    private BiFunction<String, Object[], Object> decided = (method, arguments) -> null;
    private LongConsumer taken = run -> {};
    private Consumer<String> told = text -> {};

    @BeforeEach
    void start() throws InterruptedException {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS);
        gantry.aroundControl =
                its ->
                        control =
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
            case "owner" -> holder.map(StoredNode::number).orElse(0);
            case "tell" -> {
                told.accept(arguments[0] + " " + arguments[1]);
                yield CompletableFuture.completedFuture(null);
            }
            case "take" -> {
                taken.accept((long) arguments[0]);
                yield CompletableFuture.completedFuture(holder.isEmpty());
            }
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
    void aRunThatWaitsAtAnotherNodeIsChangedWhenThatNodeHasLeftIt() {
        String id = ofAnother();
        holder = Optional.of(TWO);
        List<String> all = new ArrayList<>();
        told =
                text -> {
                    all.add(text);
                    holder = Optional.empty();
                };
        assertEquals(id, gantry.control().change(id, new RunChange("{}", 3)).id());
        assertEquals(List.of("leave " + RunIds.parse(id) + " 7"), all);
    }

    @Test
    void aChangeOfARunThatAnotherNodeKeepsNamesThatNode() {
        String id = ofAnother();
        holder = Optional.of(TWO);
        GantryException refusal =
                assertThrows(
                        GantryException.class,
                        () -> gantry.control().change(id, new RunChange("{}", 3)));
        assertEquals(GantryException.Code.CONFLICT, refusal.code());
        assertEquals(
                "Run "
                        + id
                        + " waits at node two, which does not let go of it: it begins just now, or"
                        + " that node does not answer; look at the run again",
                refusal.getMessage());
    }

    @Test
    void aRunThatNobodyHasIsChanged() {
        String id = ofAnother();
        assertEquals(id, gantry.control().change(id, new RunChange("{}", 3)).id());
    }

    @Test
    void aRunThatNobodyHasIsCountedWhenItIsTakenToBeEnded() throws Exception {
        String id = ofAnother();
        long here = gantry.engine.lives().open().get();
        gantry.engine.cancel(id, "no more");
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());
        assertEquals(here, gantry.engine.lives().open().get());
        assertEquals(here, gantry.engine.tenants().find("default").open());
    }

    @Test
    void aWishThatItsNodeFulfilsAtOnceIsNoConflict() throws Exception {
        String id = ofAnother();
        holder = Optional.of(TWO);
        taken = run -> ended(run, "cancelled");
        gantry.engine.cancel(id, "no more");
        assertEquals(RunResult.CANCELLED, gantry.finished(id).result());

        taken = run -> {};
        String other = ofAnother();
        taken = run -> ended(run, "success");
        GantryException refusal =
                assertThrows(GantryException.class, () -> gantry.engine.cancel(other, "no more"));
        assertEquals(GantryException.Code.CONFLICT, refusal.code());
    }

    private void ended(long run, String result) {
        RunEnd end = new RunEnd(run, result, 1, null, 0, gantry.clock.millis(), null, null, null);
        assertTrue(gantry.stored().finish(end).join());
    }

    @Test
    void aPauseThatIsSetOrEndsWhileOthersAreReadStaysSo() {
        Pausing pausing =
                new Pausing(
                        control,
                        gantry.engine.lives(),
                        gantry.engine.backlog(),
                        gantry.engine.dispatcher(),
                        new Announcer(gantry.events, gantry.clock),
                        gantry.clock);
        Pauses pauses = gantry.engine.backlog().parked().pauses();
        Pause.Scope task = Pause.Scope.TASK;
        pausing.pause(task, "a.b", "wait", "anna");
        List<StoredPause> before = control.pauses();
        AtomicBoolean read = new AtomicBoolean();
        decided =
                (method, arguments) -> {
                    if (method.equals("pauses") && read.compareAndSet(false, true)) {
                        pausing.resume(task, "a.b", "anna");
                        return before;
                    }
                    return null;
                };
        pausing.reload();
        assertNull(pauses.get(task, "a.b"));

        read.set(false);
        decided =
                (method, arguments) -> {
                    if (method.equals("pauses") && read.compareAndSet(false, true)) {
                        pausing.resume(task, "a.b", "anna");
                        List<StoredPause> none = control.pauses();
                        pausing.pause(task, "a.b", "wait", "anna");
                        return none;
                    }
                    return null;
                };
        pausing.pause(task, "a.b", "wait", "anna");
        pausing.reload();
        assertNotNull(pauses.get(task, "a.b"));
    }
}
