package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskFailure;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The engine as those see it who store runs themselves. */
class IntakeTest {
    @TempDir private Path folder;
    private EngineFixture gantry;

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        gantry.close();
    }

    @Test
    void aKnownKeyNamesTheRunThatIsThere() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        NewRun first = keyed(gantry.engine.prepare(request("schedule:s", Duration.ZERO)));
        assertEquals(first.id(), gantry.engine.insert(first).join());
        NewRun again = keyed(gantry.engine.prepare(request("schedule:s", Duration.ZERO)));
        assertEquals(first.id(), gantry.engine.insert(again).join());
        String name = gantry.engine.name(first.id());
        assertEquals(RunResult.SUCCESS, gantry.finished(name).result());
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(
                Map.of(first.id(), gantry.run(name).finishedAt(), again.id(), Instant.EPOCH),
                gantry.engine.ended(List.of(first.id(), again.id())));
    }

    /** Wherever they wait: for their time, for a retry, and on disk only, before the start. */
    @Test
    void tellsWhichRunsOfATriggerAreOpen() throws Exception {
        Task<Json, Void> limited =
                (input, context) -> {
                    throw TaskFailure.retryAfter(Duration.ofHours(3), "rate limit");
                };
        RetryPolicy retry = new RetryPolicy(3, Duration.ofHours(1), Duration.ofHours(9));
        gantry.catalog.offer("a.b", () -> limited, Duration.ofMinutes(5), retry);
        String retried = gantry.submit(request("schedule:s", Duration.ZERO));
        String later = gantry.submit(request("schedule:t", Duration.ofDays(9)));
        gantry.submit(request("manual", Duration.ofDays(9)));
        gantry.awaitState(retried, RunState.SCHEDULED);
        EngineFixture.await(() -> gantry.run(retried).attempt() == 1);
        Map<Long, String> open =
                Map.of(
                        RunIds.parse(retried), "schedule:s",
                        RunIds.parse(later), "schedule:t");
        assertEquals(open, gantry.engine.open("schedule:"));
        gantry.restart();
        assertEquals(open, gantry.engine.open("schedule:"));
        assertEquals(Map.of(), gantry.engine.ended(List.of(RunIds.parse(retried))));
        gantry.start();
        gantry.engine.cancel(RunIds.parse(later), "enough");
        assertEquals(RunResult.CANCELLED, gantry.finished(later).result());
        gantry.engine.cancel(RunIds.parse(later), "it is over already");
        assertEquals(1, gantry.engine.ended(List.of(RunIds.parse(later))).size());
        assertEquals(1, gantry.engine.open("schedule:").size());
    }

    private static NewRun keyed(NewRun run) {
        return new NewRun(
                run.id(), run.task(), run.tenant(), run.due(), run.params(), run.spec(), "k", "f");
    }

    private static RunRequest request(String trigger, Duration delay) {
        return RequestFixture.request("a.b").delay(delay).trigger(trigger).make();
    }
}
