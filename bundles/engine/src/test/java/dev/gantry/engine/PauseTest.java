package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.task.Task;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class PauseTest {
    @TempDir Path folder;
    private EngineFixture gantry;
    private final List<String> started = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
        offer("a.b");
        offer("c.d");
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void offer(String task) {
        gantry.offer(
                task,
                (input, context) -> {
                    started.add(context.runId());
                    return null;
                });
    }

    private static RunRequest of(String task, String tenant) {
        return of(task, tenant, SlaClass.SILVER);
    }

    private static RunRequest of(String task, String tenant, SlaClass sla) {
        return RequestFixture.request(task).tenant(tenant).sla(sla).make();
    }

    private List<Run> paused() {
        return gantry.engine
                .list(new RunQuery(RunState.PAUSED, null, null, null, null, Map.of(), 100, null))
                .items();
    }

    private static GantryException refused(Runnable call) {
        return assertThrows(GantryException.class, call::run);
    }

    @Test
    void aTaskTypeIsHeldBackAndGoesOn() throws Exception {
        gantry.control().pause(Pause.Scope.TASK, "a.b", "deploy", "anna");
        String held = gantry.submit("a.b");
        String free = gantry.submit("c.d");
        assertEquals(RunResult.SUCCESS, gantry.finished(free).result());
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 1);
        Run run = gantry.run(held);
        assertEquals(RunState.PAUSED, run.state());
        assertTrue(
                run.reason().startsWith("task a.b is paused since")
                        && run.reason().endsWith("by anna: deploy"),
                run.reason());
        assertEquals(List.of(held), paused().stream().map(Run::id).toList());
        assertEquals(List.of(free), started);

        Pause ended = gantry.control().resume(Pause.Scope.TASK, "a.b", "bert");
        assertEquals("deploy", ended.reason());
        assertEquals(RunResult.SUCCESS, gantry.finished(held).result());
        assertEquals(List.of(), gantry.control().pauses());
        assertEquals(List.of(), paused());
        assertEquals(0, gantry.engine.backlog().parked().size());
    }

    @Test
    void aTenantIsHeldBackAlone() throws Exception {
        gantry.control().pause(Pause.Scope.TENANT, "blue", "bill", "anna");
        String held = gantry.submit(of("a.b", "blue"));
        gantry.finished(gantry.submit(of("a.b", "red")));
        assertEquals(RunState.PAUSED, gantry.run(held).state());
        gantry.control().resume(Pause.Scope.TENANT, "blue", "anna");
        gantry.finished(held);
    }

    @Test
    void aQueueIsHeldBackAlone() throws Exception {
        gantry.control().pause(Pause.Scope.QUEUE, "bronze", "peak", "anna");
        String held = gantry.submit(of("a.b", "blue", SlaClass.BRONZE));
        gantry.finished(gantry.submit(of("a.b", "blue", SlaClass.SILVER)));
        gantry.awaitState(held, RunState.PAUSED);
        assertTrue(gantry.run(held).reason().startsWith("queue bronze is paused since"));
        assertEquals(
                List.of("gold null", "silver null", "bronze peak"),
                gantry.control().queues().stream()
                        .map(q -> q.name() + (q.pause() == null ? " null" : " peak"))
                        .toList());
        GantryException itself = refused(() -> gantry.control().resume(Pause.Scope.RUN, held, "x"));
        assertTrue(itself.getMessage().endsWith("resume that queue"), itself.getMessage());
        gantry.restart();
        offer("a.b");
        gantry.start();
        gantry.awaitState(held, RunState.PAUSED);
        gantry.control().resume(Pause.Scope.QUEUE, "bronze", "anna");
        gantry.finished(held);
    }

    @Test
    void aQueueThatIsNotThereIsNotFound() {
        for (String name : List.of("GOLD", "default", "")) {
            GantryException none =
                    refused(() -> gantry.control().pause(Pause.Scope.QUEUE, name, "x", "anna"));
            assertEquals(GantryException.Code.NOT_FOUND, none.code());
            none = refused(() -> gantry.control().resume(Pause.Scope.QUEUE, name, "anna"));
            assertEquals(GantryException.Code.NOT_FOUND, none.code());
        }
    }

    @Test
    void oneRunIsHeldBackWhateverItWaitsFor() throws Exception {
        String later = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30)));
        gantry.control().pause(Pause.Scope.RUN, later, null, "anna");
        assertEquals(RunState.PAUSED, gantry.run(later).state());
        assertTrue(gantry.run(later).reason().endsWith("no reason given"));
        gantry.clock.advance(Duration.ofSeconds(31));
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 1);
        gantry.finished(gantry.submit("a.b"));
        assertEquals(1, started.size());
        gantry.control().resume(Pause.Scope.RUN, later, "anna");
        gantry.finished(later);
    }

    @Test
    void whatRunsGoesOnAndItsNextAttemptWaits() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        gantry.catalog.offer(
                "e.f",
                () ->
                        (Task<Json, Object>)
                                (input, context) -> {
                                    if (attempts.incrementAndGet() == 1) {
                                        begun.countDown();
                                        fail.await();
                                        throw new IllegalStateException("once");
                                    }
                                    return null;
                                },
                null,
                new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1)));
        String id = gantry.submit("e.f");
        begun.await();
        gantry.control().pause(Pause.Scope.TASK, "e.f", "x", "anna");
        assertEquals(RunState.RUNNING, gantry.run(id).state());
        fail.countDown();
        gantry.clock.advance(Duration.ofSeconds(1));
        gantry.awaitState(id, RunState.PAUSED);
        assertEquals(1, attempts.get());
        gantry.control().resume(Pause.Scope.TASK, "e.f", "anna");
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return gantry.run(id).state() == RunState.FINISHED;
                });
        assertEquals(2, attempts.get());
    }

    @Test
    void outlastsARestart() throws Exception {
        gantry.control().pause(Pause.Scope.TASK, "a.b", "deploy", "anna");
        String held = gantry.submit("a.b");
        String alone = gantry.submit(EngineFixture.delayed("c.d", Duration.ofSeconds(1)));
        gantry.control().pause(Pause.Scope.RUN, alone, "look", "bert");
        List<Pause> before = gantry.control().pauses();
        gantry.restart();
        offer("a.b");
        offer("c.d");
        gantry.start();
        gantry.clock.advance(Duration.ofSeconds(2));
        assertEquals(before, gantry.control().pauses());
        gantry.finished(gantry.submit("c.d"));
        assertEquals(RunState.PAUSED, gantry.run(held).state());
        assertEquals(RunState.PAUSED, gantry.run(alone).state());
        assertEquals(1, started.size());
        gantry.control().resume(Pause.Scope.TASK, "a.b", "anna");
        gantry.control().resume(Pause.Scope.RUN, alone, "anna");
        gantry.finished(held);
        gantry.finished(alone);
    }

    @Test
    void moreThanMemoryKeepsWaitInTheStoreAndNobodyElseWaits() throws Exception {
        gantry.control().pause(Pause.Scope.TASK, "a.b", "deploy", "anna");
        List<CompletionStage<Runs.Submitted>> submitted = new ArrayList<>();
        for (int i = 0; i < 10_050; i++) {
            submitted.add(gantry.engine.submit(RunRequest.of("a.b", "{}")));
        }
        List<String> held =
                submitted.stream().map(run -> run.toCompletableFuture().join().id()).toList();
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 10_000);
        EngineFixture.await(() -> gantry.engine.lives().size() == 10_000);
        gantry.finished(gantry.submit("c.d"));
        assertEquals(RunState.PAUSED, gantry.run(held.getLast()).state());
        gantry.control().resume(Pause.Scope.TASK, "a.b", "anna");
        for (String id : held) {
            gantry.finished(id);
        }
        Set<String> once = Set.copyOf(started);
        assertEquals(10_051, once.size());
        assertEquals(10_051, started.size());
    }

    @Test
    void nothingStartsOnceTheAnswerIsThere() throws Exception {
        Set<String> late = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 50; round++) {
            List<String> ids = new CopyOnWriteArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            Thread caller =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!over.get()) {
                                            ids.add(gantry.submit("a.b"));
                                        }
                                    });
            EngineFixture.await(() -> ids.size() > 20);
            gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
            Set<String> atAnswer = ConcurrentHashMap.newKeySet();
            gantry.engine.lives().all().stream()
                    .filter(run -> run.state() == RunState.QUEUED)
                    .forEach(run -> atAnswer.add(run.name()));
            over.set(true);
            caller.join();
            gantry.finished(gantry.submit("c.d"));
            started.stream().filter(atAnswer::contains).forEach(late::add);
            gantry.control().resume(Pause.Scope.TASK, "a.b", "anna");
            for (String id : ids) {
                gantry.finished(id);
            }
        }
        assertEquals(Set.of(), late);
    }

    @Test
    void aPausedRunCanBeCancelledAndTakesItsPauseAlong() throws Exception {
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30)));
        gantry.control().pause(Pause.Scope.RUN, id, "x", "anna");
        gantry.engine.cancel(id, "no use");
        assertEquals(RunResult.CANCELLED, gantry.run(id).result());
        assertEquals(List.of(), gantry.control().pauses());
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().pause(Pause.Scope.RUN, id, "x", "anna")).code());
    }

    @Test
    void saysWhatIsWrongAndKeepsTheTimeOfTheFirstPause() {
        assertEquals(
                GantryException.Code.NOT_FOUND,
                refused(() -> gantry.control().pause(Pause.Scope.TASK, "no.such", "x", "a"))
                        .code());
        assertEquals(
                GantryException.Code.INVALID,
                refused(() -> gantry.control().pause(Pause.Scope.TENANT, "a b", "x", "a")).code());
        assertEquals(
                GantryException.Code.CONFLICT,
                refused(() -> gantry.control().resume(Pause.Scope.TASK, "a.b", "a")).code());
        Pause first = gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        gantry.clock.advance(Duration.ofMinutes(1));
        Pause second = gantry.control().pause(Pause.Scope.TASK, "a.b", "y", "bert");
        assertEquals(first.since(), second.since());
        assertEquals(List.of(second), gantry.control().pauses());
        String run = gantry.submit("a.b");
        GantryException other =
                refused(() -> gantry.control().resume(Pause.Scope.RUN, run, "anna"));
        assertTrue(other.getMessage().contains("task a.b is paused"), other.getMessage());
    }

    @Test
    void publishesWhatWasDecided() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        gantry.events.addListener(
                event -> {
                    if (event instanceof Event.PauseChanged pause) {
                        seen.add(pause.change() + " " + pause.pause().name() + " " + pause.by());
                    } else if (event instanceof Event.RunChanged run
                            && run.state() == RunState.PAUSED) {
                        seen.add("run paused");
                    }
                });
        gantry.control().pause(Pause.Scope.TASK, "a.b", "x", "anna");
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> gantry.engine.backlog().parked().size() == 1);
        gantry.control().resume(Pause.Scope.TASK, "a.b", "bert");
        gantry.finished(id);
        EngineFixture.await(() -> seen.size() == 3);
        assertEquals(List.of("set a.b anna", "run paused", "ended a.b bert"), seen);
        assertNull(gantry.run(id).reason());
    }
}
