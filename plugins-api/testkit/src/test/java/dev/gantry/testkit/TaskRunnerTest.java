package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.api.task.TaskType;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@GantryTest
class TaskRunnerTest {

    record Inner(@Default("5") int depth) {}

    record Params(
            Path directory,
            @Default("P7D") Duration age,
            @Default("[1, 2]") Set<Integer> codes,
            @Default("0.5") double ratio,
            @Default("*") String glob,
            Optional<Long> size,
            List<String> names,
            Map<String, String> more,
            @Default("{}") Inner inner) {}

    record Out(String text) {}

    @Settings
    record Limits(@Default("5") int files, @Default("/srv") Path root) {}

    @Settings
    record Needs(String host) {}

    static final class Limited implements Task<Inner, Out> {
        @Override
        public Out run(Inner params, TaskContext context) {
            Limits before = context.settings(Limits.class);
            context.log().info("limited");
            return new Out(before + " then " + context.settings(Limits.class).files());
        }
    }

    static final class Echo implements Task<Params, Params> {
        @Override
        public Params run(Params params, TaskContext context) {
            context.log().info("got {} of {}", params.codes().size(), params.directory());
            return params;
        }
    }

    static final class Steps implements Task<Inner, Out> {
        final List<Integer> seen = new ArrayList<>();

        @Override
        public Out run(Inner params, TaskContext context) {
            int from = context.resume(Inner.class).map(Inner::depth).orElse(0);
            for (int item : context.track(List.of(1, 2, 3, 4, 5))) {
                if (item > from) {
                    seen.add(item);
                    context.heartbeat(new Inner(item));
                }
            }
            return new Out(seen.toString());
        }
    }

    static final class Transfer implements PhasedTask<Inner, String, Out> {
        boolean rollbackCouldWork;

        @Override
        public String prepare(Inner params, TaskContext context) {
            return "held";
        }

        @Override
        public Out execute(Inner params, String held, TaskContext context) throws TaskFailure {
            if (params.depth() == 1) {
                throw TaskFailure.permanent("no money");
            }
            context.log().info("executing");
            return new Out(held);
        }

        @Override
        public void commit(Inner params, String held, Out result, TaskContext context) {}

        @Override
        public void rollback(Inner params, String held, Throwable cause, TaskContext context) {
            rollbackCouldWork = !context.cancellation().requested();
        }
    }

    @TaskType(
            id = "test.flaky",
            heartbeat = "PT30S",
            retry =
                    @Retry(
                            attempts = 6,
                            backoff = "PT10S..PT30S",
                            unless = UnsupportedOperationException.class,
                            within = "PT10M"))
    static final class Flaky implements Task<Inner, Out> {
        final List<Duration> began = new ArrayList<>();
        final Exception[] failures;

        Flaky(Exception... failures) {
            this.failures = failures;
        }

        @Override
        public Out run(Inner params, TaskContext context) throws Exception {
            began.add(Duration.between(TestClock.START, context.clock().instant()));
            int seen = context.resume(Inner.class).map(Inner::depth).orElse(0);
            context.heartbeat(new Inner(seen + 1));
            if (context.attempt() <= failures.length) {
                throw failures[context.attempt() - 1];
            }
            return new Out("seen " + seen);
        }
    }

    @Test
    void attemptsFollowEachOtherAsTheTypeSays(TaskRunner tasks) {
        var task =
                new Flaky(
                        new IOException("1"),
                        new IOException("2"),
                        new IOException("3"),
                        TaskFailure.retryAfter(Duration.ofMinutes(2), "busy"));
        List<TaskRun<Out>> attempts = tasks.untilOver(task, new Inner(1));
        assertEquals(5, attempts.size());
        assertThat(attempts.getLast()).succeeded().output(new Out("seen 4"));
        assertEquals(
                List.of(0L, 10L, 30L, 60L, 180L),
                task.began.stream().map(Duration::toSeconds).toList());
    }

    @Test
    void attemptsEndWhereFurtherOnesArePointlessOrTooLate(TaskRunner tasks) {
        var typed = new Flaky(new UnsupportedOperationException("never"));
        assertEquals(1, tasks.untilOver(typed, new Inner(1)).size());
        var told = new Flaky(new IOException("1"), TaskFailure.permanent("closed"));
        assertEquals(2, tasks.attempt(1).untilOver(told, new Inner(1)).size());
        var late = new Flaky(TaskFailure.retryAfter(Duration.ofMinutes(11), "busy"));
        assertEquals(1, tasks.attempt(1).untilOver(late, new Inner(1)).size());
    }

    @TaskType(id = "test.silent", heartbeat = "PT30S")
    static final class Silent implements Task<Inner, Out> {
        private final TestClock clock;

        Silent(TestClock clock) {
            this.clock = clock;
        }

        @Override
        public Out run(Inner params, TaskContext context) {
            for (int i = 0; i < 3; i++) {
                clock.advance("PT29S");
                context.cancellation().check();
                context.progress(i / 3.0);
            }
            clock.advance("PT30S");
            context.cancellation().check();
            return new Out("never");
        }
    }

    @Test
    void anAttemptThatFallsSilentTimesOut(TaskRunner tasks) {
        var run = tasks.run(new Silent(tasks.clock()), new Inner(1));
        assertEquals(TaskRun.Result.TIMEOUT, run.result());
        assertEquals(
                "the attempt gave no heartbeat and no progress for PT30S",
                run.failure().getMessage());
    }

    @Test
    void fillsInDefaults(TaskRunner tasks) {
        var run =
                tasks.run(
                        new Echo(), Map.of("directory", Path.of("/tmp/x"), "names", List.of("a")));
        var expected =
                new Params(
                        Path.of("/tmp/x"),
                        Duration.ofDays(7),
                        Set.of(1, 2),
                        0.5,
                        "*",
                        Optional.empty(),
                        List.of("a"),
                        Map.of(),
                        new Inner(5));
        assertThat(run).succeeded().logged("got 2 of /tmp/x").output(expected);
    }

    @Test
    void namesWhatIsMissingOrUnknown(TaskRunner tasks) {
        var missing =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> tasks.run(new Echo(), Map.of("glob", "x")));
        assertEquals("`directory` is missing", missing.getMessage());
        var unknown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> tasks.run(new Steps(), Map.of("dept", 1, "depth", 2)));
        assertEquals("Inner has no [dept]; it has [depth]", unknown.getMessage());
    }

    @Test
    void stopsBetweenTwoItemsWhenTimeIsUp(TaskRunner tasks) {
        tasks.clock().tick(Duration.ofSeconds(1));
        assertThat(tasks.cancelAfter("PT3S").run(new Steps(), new Inner(0)))
                .cancelled()
                .progress(0.2);
        assertThat(tasks.timeout(Duration.ofSeconds(2)).run(new Steps(), new Inner(0))).timedOut();
    }

    @Test
    void cancelsFromTheBeginningOnceOnly(TaskRunner tasks) {
        tasks.cancel();
        assertThat(tasks.run(new Steps(), new Inner(0))).cancelled();
        assertThat(tasks.run(new Steps(), new Inner(0))).succeeded().progress(1.0);
    }

    @Test
    void resumesWhereTheLastAttemptWas(TaskRunner tasks) {
        tasks.whenProgress(0.6, tasks::cancel);
        var first = tasks.run(new Steps(), new Inner(0));
        assertThat(first).cancelled();
        var second =
                tasks.attempt(2)
                        .resumeFrom(first.heartbeats().getLast())
                        .run(new Steps(), new Inner(0));
        assertThat(second).succeeded().output(new Out("[5]"));
    }

    @Test
    void callsPhasesInOrder(TaskRunner tasks) {
        assertThat(tasks.run(new Transfer(), Map.of()))
                .succeeded()
                .phases("prepare", "execute", "commit");
        assertThat(tasks.run(new Transfer(), new Inner(1)))
                .failed()
                .permanently("no money")
                .phases("prepare", "execute", "rollback");
        var transfer = new Transfer();
        assertThat(tasks.whenLogged("executing", tasks::cancel).run(transfer, new Inner(0)))
                .cancelled()
                .phases("prepare", "execute", "rollback");
        assertEquals(true, transfer.rollbackCouldWork);
    }

    @Test
    void whateverIsThrownAfterAStopRequestIsAStop(TaskRunner tasks) {
        Task<Inner, Out> breaks =
                (params, context) -> {
                    context.log().info("busy");
                    context.clock().instant();
                    throw params.depth() == 1
                            ? TaskFailure.permanent("no money")
                            : new IOException("stream closed");
                };
        assertThat(tasks.run(breaks, new Inner(0))).failed();
        tasks.whenLogged("busy", tasks::cancel);
        assertThat(tasks.run(breaks, new Inner(0))).cancelled();
        tasks.whenLogged("busy", tasks::cancel);
        assertThat(tasks.run(breaks, new Inner(1))).cancelled();
        tasks.timeout(Duration.ofSeconds(1)).clock().tick(Duration.ofSeconds(2));
        assertThat(tasks.run(breaks, new Inner(0))).timedOut();
    }

    @Test
    void aStopIsSeenBetweenPhases(TaskRunner tasks) {
        tasks.cancel();
        assertThat(tasks.run(new Transfer(), new Inner(0)))
                .cancelled()
                .phases("prepare", "rollback");
    }

    @Test
    void assertionsTellTheStory(TaskRunner tasks) {
        var run = tasks.run(new Transfer(), new Inner(1));
        var error = assertThrows(AssertionError.class, () -> assertThat(run).succeeded());
        assertEquals(true, error.getMessage().contains("TaskFailure: no money"), error::getMessage);
    }

    @Test
    void handsOutTheSettings(TaskRunner tasks) {
        assertThat(tasks.run(new Limited(), new Inner(1)))
                .succeeded()
                .output(new Out("Limits[files=5, root=/srv] then 5"));
        tasks.with(new Limits(7, Path.of("/tmp")));
        tasks.whenLogged("limited", () -> tasks.with(new Limits(8, Path.of("/"))));
        assertThat(tasks.run(new Limited(), new Inner(1)))
                .succeeded()
                .output(new Out("Limits[files=7, root=/tmp] then 8"));
        assertThrows(IllegalArgumentException.class, () -> tasks.with(new Inner(1)));
    }

    @Test
    void saysWhichSettingsAreMissing(TaskRunner tasks) {
        Task<Inner, Out> task = (params, context) -> new Out(context.settings(Needs.class).host());
        var failed = tasks.run(task, new Inner(1));
        assertEquals(
                "`host` is missing in Needs and has no default; give the settings with tasks.with(…)",
                failed.failure().getMessage());
        tasks.with(new Needs("a"));
        assertThat(tasks.run(task, new Inner(1))).succeeded().output(new Out("a"));
        assertThat(tasks.run(new Limited(), new Inner(1))).failed();
    }
}
