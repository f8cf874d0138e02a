package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What runs log, as their readers see it. */
@Timeout(60)
class RunLogTest {
    @TempDir Path folder;
    private EngineFixture gantry;

    private void open(long lines, long bytes) {
        gantry =
                new EngineFixture(
                        folder,
                        new EngineSettings(
                                64,
                                100_000,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                new LogLimits(lines, bytes)));
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private List<LogLine> all(String id) {
        return gantry.engine.logs(id, 0, Integer.MAX_VALUE);
    }

    /** Reads as a follower does: until the run is over, and once more. */
    private List<LogLine> follow(String id, int page) {
        CompletableFuture<?> finished = gantry.engine.whenFinished(id).toCompletableFuture();
        List<LogLine> seen = new ArrayList<>();
        while (true) {
            boolean over = finished.isDone();
            List<LogLine> lines =
                    gantry.engine.logs(id, seen.isEmpty() ? 0 : seen.getLast().seq(), page);
            seen.addAll(lines);
            if (over && lines.size() < page) {
                return seen;
            }
        }
    }

    @Test
    void manyFollowersSeeEachLineOnceWhileItIsWritten() throws Exception {
        open(1_000_000, 1L << 40);
        gantry.catalog.offer(
                "a.b",
                () ->
                        (dev.gantry.api.task.Task<Json, String>)
                                (input, context) -> {
                                    for (int n = 0; n < 10_000; n++) {
                                        context.log().info("{} of {}", n, context.attempt());
                                    }
                                    if (context.attempt() < 3) {
                                        throw new IOException("again");
                                    }
                                    return "done";
                                },
                null,
                new RetryPolicy(3, Duration.ZERO, Duration.ZERO));
        String id = gantry.submit("a.b");
        Random random = new Random(3);
        List<CompletableFuture<List<LogLine>>> followers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int page = 1 + random.nextInt(2000);
            followers.add(CompletableFuture.supplyAsync(() -> follow(id, page)));
        }
        gantry.start();
        assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        List<LogLine> whole = all(id);
        assertEquals(30_000, whole.size());
        for (int n = 0; n < whole.size(); n++) {
            assertEquals(n + 1, whole.get(n).seq());
            assertEquals(n % 10_000 + " of " + (n / 10_000 + 1), whole.get(n).message());
            assertEquals(n / 10_000 + 1, whole.get(n).attempt());
        }
        for (CompletableFuture<List<LogLine>> follower : followers) {
            assertEquals(whole, follower.get());
        }
    }

    @Test
    void aRestartContinuesTheNumbers() throws Exception {
        open(LogLimits.LINES, LogLimits.BYTES);
        CountDownLatch said = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    context.log().info("before");
                    said.countDown();
                    never.await();
                    return null;
                });
        gantry.start();
        String id = gantry.submit("a.b");
        said.await();
        gantry.engine.logs(id, 0, 9);
        Thread closing = Thread.ofPlatform().start(this::restart);
        closing.join();
        gantry.offer(
                "a.b",
                (input, context) -> {
                    context.log().info("after");
                    return null;
                });
        gantry.start();
        gantry.finished(id);
        assertEquals(
                List.of("1 before", "2 after"),
                all(id).stream().map(line -> line.seq() + " " + line.message()).toList());
    }

    private void restart() {
        try {
            gantry.restart();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isBoundedByLinesAndSaysSoAtOnce() throws Exception {
        open(5, 1 << 20);
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    for (int n = 1; n <= 12; n++) {
                        context.log().info("{}", n);
                    }
                    go.await();
                    return null;
                });
        gantry.start();
        String id = gantry.submit("a.b");
        EngineFixture.await(() -> all(id).size() == 6);
        assertTrue(all(id).getLast().message().startsWith("further lines are not kept"));
        go.countDown();
        gantry.finished(id);
        assertEquals(7, all(id).size());
        assertTrue(all(id).getLast().message().startsWith("7 further lines of this attempt"));
    }

    @Test
    void isBoundedByBytes() throws Exception {
        open(1000, 10_000);
        gantry.offer(
                "a.b",
                (input, context) -> {
                    for (int n = 1; n <= 100; n++) {
                        context.log().info("x".repeat(1000));
                    }
                    return null;
                });
        gantry.start();
        String id = gantry.submit("a.b");
        gantry.finished(id);
        assertEquals(8 + 2, all(id).size());
    }

    @Test
    void bytesAreThoseOnDisk() throws Exception {
        open(1000, 10_000);
        gantry.start();
        assertEquals(8, kept("x"));
        assertEquals(4, kept("ä"));
        assertEquals(3, kept("語"));
        assertEquals(2, kept("😀"));
        assertEquals(4, kept("\n"));
        assertEquals(1, kept("\u001b"));
    }

    /** How many lines of a thousand of these are kept. */
    private int kept(String letter) throws Exception {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    for (int n = 1; n <= 20; n++) {
                        context.log().info(letter.repeat(1000));
                    }
                    return null;
                });
        String id = gantry.submit("a.b");
        gantry.finished(id);
        return all(id).size() - 2;
    }

    @Test
    void runsThatLogNothingMakeNoFiles() throws Exception {
        open(LogLimits.LINES, LogLimits.BYTES);
        gantry.offer("a.b", (input, context) -> null);
        gantry.start();
        gantry.finished(gantry.submit("a.b"));
        assertEquals(false, Files.exists(folder.resolve("run-logs")));
    }
}
