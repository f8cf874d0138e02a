package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.plugin.Usage;
import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

@Timeout(60)
class AccountingTest {
    private static final RevisionRef ONE = FakeCatalog.REVISION;
    private static final RevisionRef TWO = new RevisionRef("acme.test", "2.0.0", "cd".repeat(32));
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir Path folder;
    private EngineFixture gantry;
    private final AtomicReference<Object> sink = new AtomicReference<>();

    @BeforeEach
    void start() {
        gantry = new EngineFixture(folder, EngineFixture.SETTINGS).start();
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private Usage usage(RevisionRef revision) {
        return gantry.accounting.of(revision.sha256()).orElseThrow();
    }

    private long xorshift(long rounds) {
        long x = rounds;
        for (long i = 0; i < rounds; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        sink.set(x);
        return x;
    }

    @Test
    void countsAttemptsByTheirEnd() throws Exception {
        assertTrue(gantry.accounting.of(ONE.sha256()).isEmpty());
        gantry.offer("good", (input, context) -> null);
        gantry.catalog.offer(
                "bad",
                () ->
                        (dev.gantry.api.task.Task<Object, Object>)
                                (input, context) -> {
                                    throw new IllegalStateException("no");
                                },
                null,
                new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        gantry.finished(gantry.submit("good"));
        String bad = gantry.submit("bad");
        EngineFixture.await(
                () -> {
                    gantry.clock.advance(Duration.ofSeconds(1));
                    return gantry.run(bad).result() == RunResult.FAILURE;
                });
        Usage usage = usage(ONE);
        assertEquals(4, usage.started());
        assertEquals(1, usage.succeeded());
        assertEquals(3, usage.failed());
        assertEquals(4, usage.measured());
        assertEquals(ONE, usage.revision());
        assertEquals(usage, gantry.accounting.all().get(ONE.sha256()));
        assertTrue(usage.attemptTime().isPositive());
    }

    @Test
    void queueTimeIsFromDueToStart() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        gantry.finished(gantry.submit("a.b"));
        assertEquals(Duration.ZERO, usage(ONE).queueTime());
        gantry.catalog.limits.put(ONE.plugin(), 1);
        gantry.engine.changed(dev.gantry.spi.catalog.Kind.TASK, "a.b");
        CountDownLatch go = new CountDownLatch(1);
        gantry.offer(
                "slow",
                (input, context) -> {
                    go.await();
                    return null;
                });
        String slow = gantry.submit("slow");
        gantry.awaitState(slow, RunState.RUNNING);
        EngineFixture.await(() -> usage(ONE).started() == 2);
        String waits = gantry.submit("a.b");
        EngineFixture.await(() -> gantry.run(waits).reason() != null);
        gantry.clock.advance(Duration.ofSeconds(7));
        go.countDown();
        gantry.finished(waits);
        assertEquals(Duration.ofSeconds(7), usage(ONE).queueTime());
    }

    @Test
    void logBytesAreThoseThatAreKept() throws Exception {
        gantry.offer(
                "a.b",
                (input, context) -> {
                    context.log().info("plain");
                    context.log().warn("größer €{}", "\uD83D\uDE80");
                    return null;
                });
        gantry.finished(gantry.submit("a.b"));
        assertEquals(5 + "größer €\uD83D\uDE80".getBytes("UTF-8").length, usage(ONE).logBytes());
    }

    @Test
    void whatWasUsedIsKeptOverARestartAndLostAttemptsAreAdded() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        gantry.offer(
                "endless",
                (input, context) -> {
                    context.heartbeat(new Mark(1));
                    new CountDownLatch(1).await();
                    return null;
                });
        for (int i = 0; i < 3; i++) {
            gantry.finished(gantry.submit("a.b"));
        }
        String endless = gantry.submit("endless");
        gantry.awaitState(endless, RunState.RUNNING);
        EngineFixture.await(() -> gantry.stored().find(gantryId(endless)).get().detail() != null);
        gantry.stored().started(gantryId(endless), 1, RowCodec.revision(ONE), 1).join();
        gantry.restart();
        Usage before = usage(ONE);
        assertEquals(4, before.started());
        assertEquals(3, before.succeeded());
        gantry.offer("endless", (input, context) -> null);
        gantry.start();
        gantry.finished(endless);
        Usage after = usage(ONE);
        assertEquals(5, after.started());
        assertEquals(4, after.succeeded());
        assertEquals(1, after.lost());
        // what a thread burns last is known when it has ended, which is after its run
        EngineFixture.await(() -> usage(ONE).cpuTime().compareTo(before.cpuTime()) > 0);
        assertTrue(after.attemptTime().compareTo(before.attemptTime()) > 0);
    }

    record Mark(int at) {}

    private static long gantryId(String run) {
        return RunIds.parse(run);
    }

    @Test
    void metersGoWithTheirRevision() throws Exception {
        gantry.offer("a.b", (input, context) -> null);
        gantry.finished(gantry.submit("a.b"));
        String attempts = "gantry_plugin_attempt_seconds_total plugin acme.test version 1.0.0";
        assertTrue(gantry.meters.shown.get(attempts).getAsDouble() > 0);
        assertEquals(5, gantry.meters.shown.size());
        Usage before = usage(ONE);
        gantry.accounting.on(
                new Event.PluginChanged(
                        gantry.clock.instant(),
                        ONE.plugin(),
                        ONE.version(),
                        ONE.sha256(),
                        "acme.jar",
                        RevisionState.RETIRED,
                        null));
        gantry.accounting.write();
        assertEquals(java.util.Map.of(), gantry.meters.shown);
        assertEquals(before.started(), usage(ONE).started());
        gantry.finished(gantry.submit("a.b"));
        assertEquals(2, usage(ONE).started());
        assertFalse(gantry.meters.shown.isEmpty());
    }

    /**
     * Two revisions of one plugin burn and allocate what is known, in many virtual threads that
     * wait again and again, and in virtual threads that these start.
     */
    @Test
    void processorTimeAndAllocationAreTheRevisionsOwn() throws Exception {
        int attempts = 64;
        long rounds = 400_000;
        xorshift(20 * rounds);
        long begin = THREADS.getCurrentThreadCpuTime();
        xorshift(50 * rounds);
        double burn = (THREADS.getCurrentThreadCpuTime() - begin) / 50.0;
        gantry.offer(
                "burns",
                (input, context) -> {
                    Thread child = Thread.ofVirtual().start(() -> xorshift(rounds));
                    for (int i = 0; i < 5; i++) {
                        xorshift(rounds);
                        LockSupport.parkNanos(1_000_000);
                    }
                    child.join();
                    return null;
                });
        gantry.offer(
                "allocates",
                (input, context) -> {
                    for (int i = 0; i < 4; i++) {
                        sink.set(new byte[500_000]);
                        LockSupport.parkNanos(1_000_000);
                    }
                    xorshift(rounds);
                    return null;
                });
        gantry.catalog.by(TWO, "allocates");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            ids.add(gantry.submit(RunRequest.of("burns", "{}")));
            ids.add(gantry.submit(RunRequest.of("allocates", "{}")));
        }
        for (String id : ids) {
            gantry.finished(id);
        }
        EngineFixture.await(() -> usage(TWO).allocatedBytes() > 3.8 * 500_000 * attempts);
        double burns = usage(ONE).cpuTime().toNanos() / (6 * burn * attempts);
        double allocates = usage(TWO).cpuTime().toNanos() / (burn * attempts);
        double bytes = usage(TWO).allocatedBytes() / (4 * 500_000.0 * attempts);
        String seen = burns + " " + allocates + " " + bytes;
        assertTrue(burns > 0.7 && burns < 1.6, seen);
        assertTrue(allocates > 0.7, seen);
        assertTrue(usage(ONE).cpuTime().compareTo(usage(TWO).cpuTime()) > 0, seen);
        assertTrue(bytes < 1.1, seen);
        assertTrue(usage(ONE).allocatedBytes() < usage(TWO).allocatedBytes() / 5, seen);
    }
}
