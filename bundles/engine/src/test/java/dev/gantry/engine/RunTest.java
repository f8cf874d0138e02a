package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.store.NewRun;

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
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class RunTest {
    private static final String TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir Path folder;
    private EngineFixture gantry;

    record Report(int deleted) {}

    record Limits(int files) {}

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
        assertEquals(0, gantry.catalog.leases(), "leases are given back");
    }

    private RunRequest full(String task, SlaClass sla, int priority, String traceparent) {
        return RequestFixture.request(task)
                .params("{\"n\":1}")
                .label("team", "ops")
                .tenant("blue")
                .sla(sla)
                .priority(priority)
                .timeout(Duration.ofMinutes(1))
                .traceparent(traceparent)
                .trigger("schedule:nightly")
                .make();
    }

    private static GantryException refusal(Runnable call) {
        Throwable failure =
                assertThrows(RuntimeException.class, call::run, "it should have been refused");
        return (GantryException)
                (failure instanceof CompletionException ? failure.getCause() : failure);
    }

    @Test
    void runsAndKeepsTheResult() throws Exception {
        gantry.offer(
                "files.cleanup",
                (input, context) -> {
                    context.log()
                            .info("cleaning {} of {}", input.path("n").asInt(), context.tenant());
                    context.log().warn("odd", new IllegalStateException("but not fatal"));
                    context.progress(0.5, "half");
                    assertEquals(context.runId(), context.idempotencyKey());
                    assertEquals(Map.of("team", "ops"), context.labels());
                    assertEquals("0af7651916cd43dd8448eb211c80319c", context.trace().traceId());
                    return new Report(3);
                });
        String id = gantry.submit(full("files.cleanup", SlaClass.GOLD, 5, TRACEPARENT));
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result(), () -> String.valueOf(run.error()));
        assertEquals("{\"deleted\":3}", run.output());
        assertEquals(1, run.attempt());
        assertEquals("0af7651916cd43dd8448eb211c80319c", run.traceId());
        assertEquals(gantry.clock.instant(), run.createdAt());
        Run stored = gantry.run(id);
        assertEquals(run.output(), stored.output());
        assertEquals(SlaClass.GOLD, stored.sla());
        assertEquals(5, stored.priority());
        assertEquals("schedule:nightly", stored.trigger());
        assertEquals(FakeCatalog.REVISION, stored.plugin());
        assertEquals(1.0, stored.progress());

        List<Attempt> attempts = gantry.engine.attempts(id);
        assertEquals(1, attempts.size());
        assertEquals(Attempt.State.SUCCEEDED, attempts.getFirst().state());
        assertEquals("run", attempts.getFirst().phases().getFirst().name());

        List<LogLine> lines = gantry.engine.logs(id, 0, 10);
        assertEquals("cleaning 1 of blue", lines.getFirst().message());
        assertTrue(lines.get(1).message().contains("IllegalStateException: but not fatal"));
        assertEquals("warn", lines.get(1).level());
        assertEquals(1, gantry.engine.logs(id, 1, 10).size());
    }

    @Test
    void aTaskSeesTheSettingsAsTheyAreNow() throws Exception {
        gantry.catalog.settings = new Limits(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    int before = context.settings(Limits.class).files();
                    gantry.catalog.settings = new Limits(2);
                    return new Report(10 * before + context.settings(Limits.class).files());
                });
        assertEquals("{\"deleted\":12}", gantry.finished(gantry.submit("a.b")).output());
    }

    @Test
    void announcesEachState() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        String id = gantry.submit("a.b");
        gantry.finished(id);
        EngineFixture.await(() -> gantry.events.latest() >= 4);
        List<Event> events =
                gantry.events.after(0, 100).stream().map(Events.Numbered::event).toList();
        List<RunState> states = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.RunChanged changed) {
                assertEquals(id, changed.id());
                states.add(changed.state());
            } else if (event instanceof Event.AttemptFinished attempt) {
                assertEquals(Attempt.State.SUCCEEDED, attempt.state());
                assertTrue(attempt.traceparent().contains(gantry.run(id).traceId()));
            }
        }
        assertEquals(List.of(RunState.QUEUED, RunState.RUNNING, RunState.FINISHED), states);
        assertEquals(4, events.size());
    }

    @Test
    void refusesWhatCannotRun() {
        gantry.offer("files.cleanup", (input, context) -> null);
        GantryException unknown = refusal(() -> gantry.submit("files.clean"));
        assertEquals(GantryException.Code.NOT_FOUND, unknown.code());
        assertTrue(unknown.getMessage().contains("did you mean files.cleanup?"));

        GantryException unfit =
                refusal(() -> gantry.submit(RunRequest.of("files.cleanup", "{\"bad\":1}")));
        assertEquals(GantryException.Code.REFUSED, unfit.code());
        assertEquals("/bad", unfit.fields().getFirst().pointer());
        assertTrue(unfit.getMessage().contains("/bad: is not known"), unfit.getMessage());

        GantryException trace =
                refusal(() -> gantry.submit(full("files.cleanup", SlaClass.SILVER, 0, "00-zero")));
        assertEquals(GantryException.Code.INVALID, trace.code());
        assertEquals(0, gantry.engine.lives().open().get());
        assertEquals(0, gantry.engine.lives().size());
    }

    @Test
    void refusesMoreThanTheQueueHolds() throws Exception {
        gantry.close();
        gantry =
                new EngineFixture(
                                folder,
                                new EngineSettings(
                                        1, 2, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                        .start();
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    go.await();
                    return null;
                });
        String first = gantry.submit("a.b");
        String second = gantry.submit("a.b");
        GantryException full = refusal(() -> gantry.submit("a.b"));
        assertEquals(GantryException.Code.OVERLOADED, full.code());
        assertTrue(full.retryable());
        assertTrue(full.getMessage().contains("gantry.engine.queue.limit"));
        go.countDown();
        gantry.finished(first);
        gantry.finished(second);
        gantry.finished(gantry.submit("a.b"));
    }

    @Test
    void oneKeyMakesOneRun() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        gantry.offer("a.b", (input, context) -> calls.incrementAndGet());
        RunRequest request = RunRequest.of("a.b", "{}").withIdempotencyKey("k");
        Runs.Submitted first = gantry.engine.submit(request).toCompletableFuture().join();
        Runs.Submitted again = gantry.engine.submit(request).toCompletableFuture().join();
        assertFalse(first.duplicate());
        assertEquals(new Runs.Submitted(first.id(), true), again);
        RunRequest asCi = RequestFixture.request("a.b").key("k").trigger("manual:ci").make();
        assertEquals(again, gantry.engine.submit(asCi).toCompletableFuture().join());
        gantry.finished(first.id());
        RunRequest other = RunRequest.of("a.b", "{\"n\":2}").withIdempotencyKey("k");
        assertEquals(GantryException.Code.REFUSED, refusal(() -> gantry.submit(other)).code());
        assertEquals(1, calls.get());
        assertEquals(0, gantry.engine.lives().open().get());
    }

    @Test
    void startsTheImportantFirst() throws Exception {
        gantry.close();
        gantry =
                new EngineFixture(
                                folder,
                                new EngineSettings(
                                        1, 99, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                        .start();
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        gantry.offer(
                "gate",
                (input, context) -> {
                    go.await();
                    return null;
                });
        gantry.offer(
                "a.b",
                (input, context) -> {
                    order.add(context.runId());
                    return null;
                });
        gantry.submit("gate");
        String bronze = gantry.submit(full("a.b", SlaClass.BRONZE, 100, null));
        String silver = gantry.submit(full("a.b", SlaClass.SILVER, 0, null));
        String silverHigh = gantry.submit(full("a.b", SlaClass.SILVER, 10, null));
        String gold = gantry.submit(full("a.b", SlaClass.GOLD, -100, null));
        go.countDown();
        gantry.finished(bronze);
        assertEquals(List.of(gold, silverHigh, silver, bronze), order);
    }

    @Test
    void waitsForItsTime() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        String soon = gantry.submit(EngineFixture.delayed("a.b", Duration.ofSeconds(30)));
        String late = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(2)));
        assertEquals(RunState.SCHEDULED, gantry.run(soon).state());
        assertEquals(RunState.SCHEDULED, gantry.run(late).state());
        gantry.clock.advance(Duration.ofSeconds(30));
        assertEquals(RunResult.SUCCESS, gantry.finished(soon).result());
        assertEquals(RunState.SCHEDULED, gantry.run(late).state());
        gantry.clock.advance(Duration.ofHours(2));
        assertEquals(RunResult.SUCCESS, gantry.finished(late).result());
    }

    @Test
    void isBlockedUntilSomebodyOffersItsTask() throws Exception {
        gantry.catalog.withdraw("a.b");
        String id = gantry.submit("a.b");
        gantry.awaitState(id, RunState.BLOCKED);
        assertEquals(FakeCatalog.reason("a.b"), gantry.run(id).reason());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        gantry.offer("a.b", (input, context) -> null);
        gantry.engine.changed(dev.gantry.spi.catalog.Kind.TASK, "a.b");
        Run run = gantry.finished(id);
        assertEquals(RunResult.SUCCESS, run.result());
        assertNull(run.reason());
    }

    @Test
    void listsWhatIsThere() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer("a.b", (input, context) -> null);
        gantry.offer(
                "gate",
                (input, context) -> {
                    go.await();
                    return null;
                });
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(gantry.submit("a.b"));
            gantry.finished(ids.getFirst());
        }
        String gate = gantry.submit("gate");
        gantry.awaitState(gate, RunState.RUNNING);
        String later = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(1)));

        assertEquals(List.of(gate), ids(list(RunState.RUNNING, 10, null)));
        assertEquals(List.of(later), ids(list(RunState.SCHEDULED, 10, null)));
        assertEquals(ids, ids(list(RunState.FINISHED, 10, null)));
        Page<Run> first = list(null, 3, null);
        assertEquals(List.of(later, gate, ids.getFirst()), ids(first));
        Page<Run> rest = list(null, 10, first.next());
        assertEquals(ids.subList(1, 5), ids(rest));
        assertNull(rest.next());
        assertEquals(GantryException.Code.INVALID, refusal(() -> list(null, 3, "nonsense")).code());
        go.countDown();
        gantry.finished(gate);
    }

    private Page<Run> list(RunState state, int limit, String cursor) {
        return gantry.engine.list(
                new RunQuery(state, null, null, null, null, Map.of(), limit, cursor));
    }

    private static List<String> ids(Page<Run> page) {
        return page.items().stream().map(Run::id).toList();
    }

    @Test
    void takesRunsThatOthersStored() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        NewRun dropped = gantry.engine.prepare(RunRequest.of("a.b", "{}"));
        gantry.engine.dropped(dropped, null);
        NewRun run = gantry.engine.prepare(RunRequest.of("a.b", "{}"));
        gantry.stored().insert(run).join();
        gantry.engine.accepted(run);
        assertEquals(RunResult.SUCCESS, gantry.finished(gantry.engine.name(run.id())).result());
        assertEquals(0, gantry.engine.lives().open().get());
    }

    @Test
    void saysThatAnUnknownRunIsUnknown() {
        String id = RunIds.text(77);
        assertTrue(gantry.engine.find(id).isEmpty());
        assertTrue(gantry.engine.find("nonsense").isEmpty());
        List<Runnable> calls =
                List.of(
                        () -> gantry.engine.whenFinished(id).toCompletableFuture().join(),
                        () -> gantry.engine.cancel(id, "why"),
                        () -> gantry.engine.attempts(id),
                        () -> gantry.engine.logs(id, 0, 1));
        for (Runnable call : calls) {
            assertEquals(GantryException.Code.NOT_FOUND, refusal(call).code());
        }
    }

    @Test
    void boundsTheLogOfARun() throws Exception {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    for (int i = 0; i < 10_500; i++) {
                        context.log().info("line {}", i);
                    }
                    return null;
                });
        String id = gantry.submit("a.b");
        gantry.finished(id);
        List<LogLine> lines = gantry.engine.logs(id, 0, 20_000);
        assertEquals(10_002, lines.size());
        assertTrue(
                lines.getLast()
                        .message()
                        .startsWith("500 further lines of this attempt were not kept"));
        assertNotEquals(lines.getFirst().seq(), lines.getLast().seq());
    }
}
