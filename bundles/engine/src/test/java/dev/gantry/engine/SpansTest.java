package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.Span;
import dev.gantry.api.context.TraceContext;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.TaskContext;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.Carried;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.trace.WorkSpan;
import dev.gantry.spi.trace.WorkSpans;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Spans of plugins, and what goes along with a run. */
@Timeout(60)
class SpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Carried CARRIED =
            Carried.of("congo=t61rcWkgMzE,ot=th:8", "user.id=ad%C3%A9,region=eu;x=1");

    @TempDir Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private static RunRequest request(String task, String traceparent) {
        return RequestFixture.request(task)
                .tenant("acme")
                .traceparent(traceparent)
                .make()
                .withCarried(CARRIED);
    }

    private Run run(RunRequest request) throws Exception {
        return gantry.finished(gantry.submit(request));
    }

    private WorkSpans told() {
        EngineFixture.await(() -> !gantry.spans.told.isEmpty());
        return gantry.spans.told.getFirst();
    }

    @Test
    void spansHangBelowTheInnermostOneOfTheirThread() throws Exception {
        AtomicReference<TraceContext> attempt = new AtomicReference<>();
        gantry.offer(
                "t",
                (input, context) -> {
                    attempt.set(context.trace());
                    try (Span outer = context.span("outer")) {
                        outer.attribute("files", 3).attribute("whole", true);
                        assertEquals(outer.trace(), context.trace());
                        try (Span inner = context.span("inner", Span.Kind.CLIENT)) {
                            inner.error(new IOException("refused"));
                            Thread.ofVirtual().start(() -> context.span("aside").close()).join();
                        }
                    }
                    context.span("left open");
                    return null;
                });
        run(request("t", CALLER));
        WorkSpans told = told();
        assertEquals(TRACE, told.traceId());
        assertEquals(CARRIED.tracestate(), told.tracestate());
        assertEquals(
                List.of("outer", "inner", "aside", "left open"),
                told.spans().stream().map(WorkSpan::name).toList());
        WorkSpan outer = told.spans().get(0);
        WorkSpan inner = told.spans().get(1);
        assertEquals(attempt.get().spanId(), outer.parentId());
        assertEquals(Map.of("files", 3L, "whole", true), outer.attributes());
        assertNull(outer.errorType());
        assertEquals(outer.spanId(), inner.parentId());
        assertEquals("client", inner.kind());
        assertEquals("java.io.IOException", inner.errorType());
        assertEquals("refused", inner.errorMessage());
        assertEquals(attempt.get().spanId(), told.spans().get(2).parentId());
        assertFalse(inner.cut());
        assertTrue(told.spans().get(3).cut());
    }

    @Test
    void phasesAreAboveTheSpansOpenedInThem() throws Exception {
        List<TraceContext> seen = new ArrayList<>();
        PhasedTask<Json, String, String> task =
                new PhasedTask<>() {
                    @Override
                    public String prepare(Json input, TaskContext context) {
                        seen.add(context.trace());
                        return "held";
                    }

                    @Override
                    public String execute(Json input, String held, TaskContext context) {
                        context.span("work").close();
                        seen.add(context.trace());
                        return "done";
                    }

                    @Override
                    public void commit(
                            Json input, String held, String result, TaskContext context) {
                        seen.add(context.trace());
                    }

                    @Override
                    public void rollback(
                            Json input, String held, Throwable cause, TaskContext context) {
                        seen.add(context.trace());
                    }
                };
        gantry.catalog.offer("phased", () -> task, null, RetryPolicy.NONE);
        Run run = run(request("phased", CALLER));
        String attempt = attempts(run.id()).getFirst().traceparent().substring(36, 52);
        for (int i = 0; i < 3; i++) {
            assertEquals(SpanIds.child(attempt, i), seen.get(i).spanId());
        }
        assertEquals(SpanIds.child(attempt, 1), told().spans().getFirst().parentId());
    }

    @Test
    void nothingIsRecordedWhereNobodyListensOrTheCallerSaysNo() throws Exception {
        gantry.offer(
                "t",
                (input, context) -> {
                    try (Span span = context.span("x")) {
                        assertEquals(context.trace(), span.attribute("a", 1.5).trace());
                    }
                    return null;
                });
        run(request("t", CALLER.substring(0, 53) + "00"));
        gantry.spans.on = false;
        run(request("t", CALLER));
        assertEquals(List.of(), gantry.spans.told);
    }

    @Test
    void beyondAThousandTheyAreCounted() throws Exception {
        gantry.offer(
                "t",
                (input, context) -> {
                    for (int i = 0; i < 1003; i++) {
                        try (Span span = context.span("x")) {
                            span.attribute("long", "y".repeat(5000));
                        }
                    }
                    return null;
                });
        run(request("t", null));
        assertEquals(1000, told().spans().size());
        assertEquals(3, told().refused());
        assertEquals(1000, ((String) told().spans().getFirst().attributes().get("long")).length());
    }

    @Test
    void whatTheCallerSentAlongIsKeptAndGoesToChildren() throws Exception {
        AtomicReference<TraceContext> child = new AtomicReference<>();
        AtomicReference<String> span = new AtomicReference<>();
        gantry.offer(
                "child",
                (input, context) -> {
                    child.set(context.trace());
                    return null;
                });
        gantry.offer(
                "parent",
                (input, context) -> {
                    try (Span call = context.span("ask the child")) {
                        span.set(call.trace().spanId());
                        context.child("c", "child", Map.of()).await();
                    }
                    return null;
                });
        run(request("parent", CALLER));
        assertEquals(TRACE, child.get().traceId());
        assertEquals("adé", child.get().baggage("user.id").orElseThrow());
        assertEquals("eu", child.get().baggage("region").orElseThrow());
        assertEquals(CARRIED.tracestate(), child.get().headers().get("tracestate"));
        assertEquals(CARRIED.baggage(), child.get().environment().get("BAGGAGE"));
        Event.RunChanged finished = changed("child").getLast();
        assertEquals(span.get(), finished.origin().parentSpan());
        assertTrue(finished.origin().parent() != null);
    }

    @Test
    void itIsStillThereAfterARestartAndTheLostAttemptIsTold() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<TraceContext> first = new AtomicReference<>();
        AtomicReference<TraceContext> second = new AtomicReference<>();
        gantry.offer(
                "t",
                (input, context) -> {
                    if (first.compareAndSet(null, context.trace())) {
                        begun.countDown();
                        new CountDownLatch(1).await();
                    }
                    second.set(context.trace());
                    return null;
                });
        String id = gantry.submit(request("t", CALLER));
        begun.await();
        gantry.clock.advance(Duration.ofSeconds(2));
        EngineFixture.await(() -> gantry.stored().find(RunIds.known(id)).get().started() > 0);
        gantry.restart();
        gantry.start();
        gantry.finished(id);
        assertEquals(TRACE, second.get().traceId());
        assertNotEquals(first.get().spanId(), second.get().spanId());
        assertEquals(CARRIED.baggage(), second.get().baggage());
        EngineFixture.await(() -> attempts(id).size() == 2);
        Event.AttemptFinished lost = attempts(id).getFirst();
        assertEquals(Attempt.State.LOST, lost.state());
        assertEquals(first.get().traceparent(), lost.traceparent());
        assertEquals("00f067aa0ba902b7", lost.parentSpan());
        assertTrue(lost.at().isAfter(Instant.EPOCH));
    }

    @Test
    void aRerunIsATraceOfItsOwnThatLinksToTheFirst() throws Exception {
        gantry.offer(
                "t",
                (input, context) -> {
                    throw new IOException("no");
                });
        Run run = run(request("t", CALLER));
        String again =
                gantry.control().rerun(run.id(), null, "test").toCompletableFuture().get().id();
        Run second = gantry.finished(again);
        assertNotEquals(run.traceId(), second.traceId());
        Event.RunChanged finished =
                changed("t").stream().filter(e -> e.id().equals(again)).toList().getLast();
        assertEquals(
                List.of("00-" + TRACE + "-" + SpanIds.root(TRACE, run.id()) + "-01"),
                finished.origin().links());
        assertNull(finished.origin().parentSpan());
    }

    private List<Event.RunChanged> changed(String task) {
        EngineFixture.await(
                () ->
                        events(Event.RunChanged.class).stream()
                                .anyMatch(
                                        e ->
                                                e.task().equals(task)
                                                        && e.state() == RunState.FINISHED));
        return events(Event.RunChanged.class).stream().filter(e -> e.task().equals(task)).toList();
    }

    private List<Event.AttemptFinished> attempts(String run) {
        return events(Event.AttemptFinished.class).stream()
                .filter(e -> e.runId().equals(run))
                .toList();
    }

    private <E extends Event> List<E> events(Class<E> type) {
        return gantry.events.after(0, 10_000).stream()
                .map(numbered -> numbered.event())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
