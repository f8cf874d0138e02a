package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunEnd;
import dev.gantry.spi.store.UnsureException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Writes of which it is not known whether they are on disk. */
@Timeout(60)
class UnsureWritesTest {
    @TempDir Path folder;
    private EngineFixture gantry;

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private void open(String method, TroubledStore.Trouble trouble) {
        gantry = EngineFixture.troubled(folder, method, trouble);
    }

    private static UnsureException unsure() {
        return new UnsureException("the wire is cut", new IOException("reset"));
    }

    @Test
    void aSubmitThatMayBeOnDiskIsRefusedAndRunIfItIsThere() throws Exception {
        AtomicReference<NewRun> seen = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        gantry =
                new EngineFixture(
                        folder,
                        EngineFixture.SETTINGS,
                        store ->
                                TroubledStore.around(
                                        TroubledStore.around(
                                                store,
                                                "insert",
                                                (inner, run) -> {
                                                    seen.set((NewRun) run);
                                                    return inner.insert((NewRun) run)
                                                            .thenCompose(
                                                                    id ->
                                                                            CompletableFuture
                                                                                    .failedFuture(
                                                                                            unsure()));
                                                }),
                                        "stored",
                                        (inner, run) ->
                                                asked.getAndIncrement() == 0
                                                        ? CompletableFuture.failedFuture(
                                                                TroubledStore.away())
                                                        : null));
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                gantry.engine
                                        .submit(RunRequest.of("a.b", "{}"))
                                        .toCompletableFuture()
                                        .get(10, TimeUnit.SECONDS));
        assertTrue(((GantryException) cause(refused)).retryable());
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(2));
                    return asked.get() >= 2;
                });
        String id = RunIds.text(seen.get().id());
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof GantryException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Test
    void aSubmitThatIsNotOnDiskGivesItsPlaceBack() throws Exception {
        open("insert", (store, run) -> CompletableFuture.failedFuture(unsure()));
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
        assertThrows(
                ExecutionException.class,
                () ->
                        gantry.engine
                                .submit(RunRequest.of("a.b", "{}"))
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS));
        EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
        assertEquals(0, gantry.engine.lives().size());
        assertEquals(0, list().size());
    }

    @Test
    void anEndThatMayBeOnDiskIsWrittenAgainAndTheTaskIsNotRunAgain() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        open(
                "finish",
                (store, end) ->
                        writes.incrementAndGet() < 3
                                ? store.finish((RunEnd) end)
                                        .handle(
                                                (done, failure) -> {
                                                    throw unsure();
                                                })
                                : null);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    runs.incrementAndGet();
                    return "done";
                });
        gantry.start();
        String id = gantry.submit("a.b");
        CompletableFuture<Run> waiter = gantry.engine.whenFinished(id).toCompletableFuture();
        EngineFixture.await(() -> writes.get() == 1);
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(100));
                    return writes.get() == 3;
                });
        assertEquals(RunResult.SUCCESS, waiter.get(20, TimeUnit.SECONDS).result());
        EngineFixture.await(() -> gantry.engine.dispatcher().free() == 64);
        assertEquals(0, gantry.engine.lives().open().get());
        assertEquals(1, runs.get());
    }

    @Test
    void aCancelInTheStoreThatMayBeOnDiskIsWrittenAgain() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        open(
                "finish",
                (store, end) ->
                        writes.incrementAndGet() == 1
                                ? store.finish((RunEnd) end)
                                        .handle(
                                                (done, failure) -> {
                                                    throw unsure();
                                                })
                                : null);
        gantry.offer("a.b", (input, context) -> "done");
        gantry.start();
        String id = gantry.submit(EngineFixture.delayed("a.b", Duration.ofHours(1)));
        EngineFixture.await(() -> gantry.engine.lives().get(RunIds.parse(id)) == null);
        GantryException refused =
                assertThrows(GantryException.class, () -> gantry.engine.cancel(id, "no need"));
        assertTrue(refused.retryable());
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofMillis(100));
                    return gantry.engine.lives().open().get() == 0;
                });
        assertEquals(RunResult.CANCELLED, gantry.run(id).result());
    }

    private List<Run> list() {
        return gantry.engine
                .list(new RunQuery(null, null, null, null, null, Map.of(), 10, null))
                .items();
    }
}
