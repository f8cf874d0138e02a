package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

@Timeout(60)
class AccountingTest {
    private static final RevisionRef ONE = FakeCatalog.REVISION;
    private static final RevisionRef TWO = new RevisionRef("acme.test", "2.0.0", "cd".repeat(32));
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final MethodHandle CARRIER = currentCarrier();
    private static final long ROUNDS = 1_500_000;

    @TempDir Path folder;
    private EngineFixture gantry;
    private final AtomicReference<Object> sink = new AtomicReference<>();
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();

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

    /** Burns processor time without waiting, and so on one carrier: by its clock. */
    private long burn() {
        long before = THREADS.getThreadCpuTime(carrier());
        long x = ROUNDS;
        for (long i = 0; i < ROUNDS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        sink.set(x);
        return THREADS.getThreadCpuTime(carrier()) - before;
    }

    private static long carrier() {
        try {
            return ((Thread) CARRIER.invokeExact()).threadId();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle currentCarrier() {
        try {
            Method method = Thread.class.getDeclaredMethod("currentCarrierThread");
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void countsAttemptsByTheirEnd() throws Exception {
        assertTrue(gantry.accounting.of(ONE.sha256()).isEmpty());
        gantry.offer("good", (input, context) -> null);
        gantry.catalog.offer(
                "bad",
                () ->
                        (dev.gantry.api.task.Task<Json, Object>)
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
        assertTrue(usage.attemptTime().isPositive());
        // what threads burn last is known when they have ended, which is after their runs
        EngineFixture.await(() -> gantry.accounting.all().equals(Map.of(ONE.sha256(), usage(ONE))));
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
        EngineFixture.await(
                () -> {
                    gantry.accounting.write();
                    return gantry.meters.shown.isEmpty();
                });
        assertEquals(before.started(), usage(ONE).started());
        gantry.finished(gantry.submit("a.b"));
        assertEquals(2, usage(ONE).started());
        assertFalse(gantry.meters.shown.isEmpty());
    }

    /** A thread that waits until it may go on. */
    private static final class Turn {
        private final Thread thread = Thread.currentThread();
        private volatile boolean comes;

        void await() {
            while (!comes) {
                LockSupport.park(this);
            }
        }

        /**
         * Lets it go on once it is seen to wait: the JVM passes by the readings with a thread that
         * is woken while it is just about to.
         */
        void give() {
            EngineFixture.await(() -> thread.getState() == Thread.State.WAITING);
            comes = true;
            LockSupport.unpark(thread);
        }
    }

    private void awaitTurn() {
        Turn turn = new Turn();
        turns.add(turn);
        turn.await();
    }

    private void giveTurns(int all) {
        for (int given = 0; given < all; given++) {
            EngineFixture.await(() -> !turns.isEmpty());
            turns.remove().give();
        }
    }

    /**
     * Two revisions of one plugin burn and allocate what is known, in many virtual threads that
     * wait again and again, and in virtual threads that these start.
     */
    @Test
    void processorTimeAndAllocationAreTheRevisionsOwn() throws Exception {
        int attempts = 24;
        LongAdder burntByOne = new LongAdder();
        LongAdder burntByTwo = new LongAdder();
        gantry.offer(
                "burns",
                (input, context) -> {
                    Thread child = Thread.ofVirtual().start(() -> burntByOne.add(burn()));
                    for (int i = 0; i < 5; i++) {
                        awaitTurn();
                        burntByOne.add(burn());
                    }
                    child.join();
                    return null;
                });
        gantry.offer(
                "allocates",
                (input, context) -> {
                    for (int i = 0; i < 4; i++) {
                        awaitTurn();
                        sink.set(new byte[500_000]);
                    }
                    burntByTwo.add(burn());
                    return null;
                });
        gantry.catalog.by(TWO, "allocates");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            ids.add(gantry.submit(RunRequest.of("burns", "{}")));
            ids.add(gantry.submit(RunRequest.of("allocates", "{}")));
        }
        giveTurns(9 * attempts);
        for (String id : ids) {
            assertEquals(RunResult.SUCCESS, gantry.finished(id).result());
        }
        long allocated = 4L * 500_000 * attempts;
        // all of it is there when the threads have ended
        EngineFixture.await(
                () ->
                        usage(ONE).cpuTime().toNanos() > 0.9 * burntByOne.sum()
                                && usage(TWO).cpuTime().toNanos() > 0.9 * burntByTwo.sum()
                                && usage(TWO).allocatedBytes() >= allocated);
        Usage one = usage(ONE);
        Usage two = usage(TWO);
        String seen = one + " " + two + ", burnt " + burntByOne + " and " + burntByTwo;
        assertTrue(one.cpuTime().toNanos() < 1.6 * burntByOne.sum(), seen);
        assertTrue(one.cpuTime().compareTo(two.cpuTime()) > 0, seen);
        assertTrue(two.allocatedBytes() < 1.1 * allocated, seen);
        assertTrue(one.allocatedBytes() < allocated / 5, seen);
    }
}
