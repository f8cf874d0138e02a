package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.task.PhasedTask;
import dev.gantry.api.task.Retry;
import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the attempt after a crash sees. */
@GantryTest
class CrashTest {
    record Order(int amount) {}

    record Receipt(String text) {}

    record Step(int number) {}

    @TaskType(id = "test.ledger", retry = @Retry(attempts = 1))
    static final class Ledger implements PhasedTask<Order, String, Receipt> {
        final List<String> done = new ArrayList<>();

        @Override
        public String prepare(Order order, TaskContext context) {
            String from = context.resume(Step.class).map(Step::toString).orElse("nothing");
            done.add("prepare " + context.attempt() + " from " + from);
            context.heartbeat(new Step(done.size()));
            return "held";
        }

        @Override
        public Receipt execute(Order order, String held, TaskContext context) {
            context.log().info("executing");
            done.add("execute");
            return new Receipt(context.idempotencyKey());
        }

        @Override
        public void commit(Order order, String held, Receipt receipt, TaskContext context) {
            done.add("commit");
        }

        @Override
        public void rollback(Order order, String held, Throwable cause, TaskContext context) {
            done.add("rollback");
        }
    }

    @Test
    void nothingIsCalledAfterACrashBetweenTwoPhases(TaskRunner tasks) {
        var ledger = new Ledger();
        var lost = tasks.crashAfter("execute").run(ledger, new Order(5));
        assertThat(lost).lost().phases("prepare", "execute").heartbeat(new Step(1));
        assertEquals(null, lost.output());
        assertEquals(null, lost.failure());

        assertThat(tasks.run(ledger, new Order(5))).succeeded();
        assertEquals(
                List.of(
                        "prepare 1 from nothing",
                        "execute",
                        "prepare 1 from Step[number=1]",
                        "execute",
                        "commit"),
                ledger.done);
    }

    @Test
    void aCrashUsesUpNoAttempt(TaskRunner tasks) {
        var ledger = new Ledger();
        List<TaskRun<Receipt>> attempts =
                tasks.crashAfter("commit").untilOver(ledger, new Order(5));
        assertEquals(2, attempts.size());
        assertThat(attempts.getFirst()).lost().phases("prepare", "execute", "commit");
        assertThat(attempts.getLast()).succeeded().output(new Receipt("run-0000000000001"));
    }

    @Test
    void aCrashAmidWorkRunsNoFinallyBlock(TaskRunner tasks) {
        var after = new AtomicBoolean();
        Task<Order, Receipt> task =
                (order, context) -> {
                    try {
                        context.log().info("half way");
                        return new Receipt("");
                    } finally {
                        after.set(true);
                    }
                };
        tasks.whenLogged("half way", tasks::crash);
        assertThat(tasks.run(task, new Order(1))).lost().logged("half way");
        assertFalse(after.get());
        assertThat(tasks.run(task, new Order(1))).succeeded();
    }

    @Test
    void saysWhenItCannotCrash(TaskRunner tasks) {
        Task<Order, Receipt> plain = (order, context) -> new Receipt("");
        assertThrows(IllegalStateException.class, tasks::crash);
        assertThrows(IllegalArgumentException.class, () -> tasks.crashAfter("rollback"));
        tasks.crashAfter("prepare");
        assertThrows(IllegalStateException.class, () -> tasks.run(plain, new Order(1)));
    }

    @TaskType(id = "test.caller", timeout = "PT10S", retry = @Retry(attempts = 2))
    static final class Caller implements Task<Order, Receipt> {
        @Override
        public Receipt run(Order order, TaskContext context) throws Exception {
            context.log().info("try {}", context.attempt());
            if (context.attempt() == 1) {
                context.sleep(Duration.ofSeconds(order.amount()));
            }
            return context.target("crm").call(() -> new Receipt("called"));
        }
    }

    @Test
    void aTargetThatIsAwayForEverIsToldOf(TaskRunner tasks) {
        tasks.away("crm", Duration.ofSeconds(30));
        var error =
                assertThrows(
                        AssertionError.class, () -> tasks.untilOver(new Caller(), new Order(1)));
        assertEquals(true, error.getMessage().contains("is not over"), error::getMessage);
    }

    @TaskType(id = "test.hurried", retry = @Retry(attempts = 2, within = "PT1M"))
    static final class Hurried implements Task<Order, Receipt> {
        @Override
        public Receipt run(Order order, TaskContext context) throws Exception {
            return context.target("crm").call(() -> new Receipt("called"));
        }
    }

    @Test
    void aTargetThatIsAwayIsWaitedForAsLongAsTheTypeSays(TaskRunner tasks) {
        tasks.away("crm", Duration.ofSeconds(25));
        assertEquals(3, tasks.untilOver(new Hurried(), new Order(1)).size());
    }

    @Test
    void sleepingTakesVirtualTimeAndTheTypesTimeout(TaskRunner tasks) {
        assertThat(tasks.run(new Caller(), new Order(9))).succeeded();
        assertEquals(TestClock.START.plusSeconds(9), tasks.clock().instant());
        assertThat(tasks.run(new Caller(), new Order(10))).timedOut();
        assertThat(tasks.cancelAfter("PT2S").run(new Caller(), new Order(9))).cancelled();
    }
}
