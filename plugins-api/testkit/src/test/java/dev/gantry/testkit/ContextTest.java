package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.context.Span;
import dev.gantry.api.task.Child;
import dev.gantry.api.task.ChildFailure;
import dev.gantry.api.task.TargetUnavailable;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.testkit.TaskRunnerTest.Inner;
import dev.gantry.testkit.TaskRunnerTest.Out;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a task finds in its context: metrics, targets, children, spans. */
@GantryTest
class ContextTest {
    record Wide(String text, int extra) {}

    static final class Parent implements Task<Inner, Out> {
        @Override
        public Out run(Inner params, TaskContext context) throws Exception {
            Child one = context.child("one", "other.task", Map.of("depth", params.depth()));
            Child two = context.child("two", "other.task", params);
            context.awaitAll(List.of(one, two));
            return new Out(one.await(Out.class).text() + " " + two.await(Out.class).text());
        }
    }

    @Test
    void metricsAreKeptForTheTestAndCheckedAsInGantry(TaskRunner tasks) {
        Task<Inner, Out> counts =
                (params, context) -> {
                    var metrics = context.metrics();
                    metrics.counter("sent_total", "Sent", "kind", "a", "result", "ok").add(2);
                    metrics.timer("send_seconds", "Took").record(Duration.ofSeconds(1));
                    metrics.gauge("backlog", "Waits").set(params.depth());
                    metrics.gauge("open", "Open", params::depth);
                    return new Out("");
                };
        tasks.run(counts, new Inner(3));
        var run = tasks.run(counts, new Inner(4));
        assertThat(run)
                .metric("sent_total", 4, "result", "ok", "kind", "a")
                .metric("backlog", 4)
                .metric("open", 4)
                .timed("send_seconds", 2);
        assertEquals(Optional.empty(), tasks.metrics().value("other").stream().boxed().findAny());
        assertThrows(AssertionError.class, () -> assertThat(run).metric("sent_total", 4));

        Task<Inner, Out> wrong =
                (params, context) -> {
                    context.metrics().counter("sent_total", "Sent", "run_id", "1").increment();
                    return new Out("");
                };
        assertThat(tasks.run(wrong, new Inner(1)))
                .failure(IllegalArgumentException.class, "leave it out, and log it");
    }

    @Test
    void aTargetCanBeAway(TaskRunner tasks) {
        Task<Inner, Out> caller =
                (params, context) -> context.target("crm").call(() -> new Out("answer"));
        assertThat(tasks.run(caller, new Inner(1))).succeeded().output(new Out("answer"));
        var run = tasks.away("crm", Duration.ofSeconds(5)).run(caller, new Inner(1));
        assertEquals(
                Optional.of(Duration.ofSeconds(5)),
                ((TargetUnavailable) run.failure()).retryAfter());
        assertThat(tasks.away("crm", null).run(caller, new Inner(1))).succeeded();
    }

    @Test
    void childrenDoWhatTheTestSays(TaskRunner tasks) {
        tasks.whenChild("other.task", params -> new Wide("got " + params, 1));
        assertThat(tasks.run(new Parent(), new Inner(4)))
                .succeeded()
                .output(new Out("got {depth=4} got Inner[depth=4]"));
        assertEquals(List.of("one", "two"), tasks.children().stream().map(Child::name).toList());
        tasks.run(new Parent(), new Inner(5));
        assertEquals(2, tasks.children().size(), "the next attempt finds them");
    }

    @Test
    void aFailedChildFailsItsParent(TaskRunner tasks) {
        tasks.whenChild(
                "other.task",
                params -> {
                    throw new IOException("disk is away");
                });
        var run = tasks.run(new Parent(), new Inner(4));
        assertEquals(TaskRun.Result.FAILURE, run.result());
        var failure = (ChildFailure) run.failure();
        assertEquals("one", failure.name());
        assertEquals("java.io.IOException", failure.errorType());
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void aChildOfWhichNothingWasSaidIsNamed(TaskRunner tasks) {
        var run = tasks.run(new Parent(), new Inner(4));
        assertEquals(
                "the task starts a child of other.task; say what it does with"
                        + " tasks.whenChild(\"other.task\", params -> result)",
                run.failure().getMessage());
    }

    @Test
    void keepsSpans(TaskRunner tasks) {
        Task<Wide, String> task =
                (params, context) -> {
                    try (Span outer = context.span("read").attribute("files", 2)) {
                        try (Span inner = context.span("ask", Span.Kind.CLIENT)) {
                            inner.error(new IllegalStateException("no"));
                        }
                        assertEquals(outer.trace(), context.trace());
                    }
                    context.span("open");
                    return context.trace().baggage("user").orElse("nobody");
                };
        var run = tasks.baggage("user=ada").run(task, new Wide("", 0));
        assertThat(run).succeeded().traced("read").traced("read", "files", 2L).output("ada");
        assertEquals("read", run.spans().get(1).parent());
        assertEquals("no", run.spans().get(1).failure().getMessage());
        assertFalse(run.spans().get(2).closed());
        assertThrows(AssertionError.class, () -> assertThat(run).traced("open"));
    }
}
