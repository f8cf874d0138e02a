package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Inspections that take too long, hang, or run out of memory. */
class InspectorLimitsTest extends InspectorFixture {

    @Test
    void isAskedToStopAtItsDeadline() throws InterruptedException {
        world.types.detector = patient(true);
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        enter();
        world.pass(5);
        world.tick(1);
        assertLast(CheckStatus.ERROR, "no verdict within PT5S; it stopped when asked");
    }

    /** A machine that slept, or a clock that was put forward. */
    @Test
    void hasTimeToReactAlsoWhereTheClockJumps() throws InterruptedException {
        world.types.detector = patient(false);
        world.desk.put("web", spec("P1D", "PT5S"), ANY);
        enter();
        world.pass(3600);
        world.tick(1);
        assertLast(CheckStatus.WARN, "slow");
        assertEquals(1, world.disk.verdicts.size());
    }

    @Test
    void isInterruptedWhenItDoesNotListen() throws InterruptedException {
        block();
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        enter();
        world.pass(5);
        world.tick(0);
        world.pass(1);
        world.tick(1);
        assertLast(CheckStatus.ERROR, "no verdict within PT5S; it was interrupted");
        assertEquals(Duration.ofSeconds(6), last().took());
    }

    @Test
    void oneThatHangsIsGivenUpAndNeverDoubled() throws InterruptedException {
        hang();
        world.desk.put("web", spec("PT10S", "PT2S"), ANY);
        enter();
        for (double seconds : new double[] {2, 1, 5}) {
            world.pass(seconds);
            world.tick(0);
        }
        assertLast(CheckStatus.ERROR, "reacts neither to a request to stop nor to an interrupt");
        assertTrue(last().reasons().getFirst().contains("InspectorFixture"), "says where it is");
        assertHang();
        for (int i = 2; i < 5; i++) {
            due();
            world.tick(0);
            assertEquals(i, world.disk.verdicts.size());
            assertLast(CheckStatus.ERROR, "this check is skipped until it ends");
        }
        assertEquals(1, world.types.calls.get());

        world.ended.drainPermits();
        release.countDown();
        world.await(1);
        assertEquals(4, world.disk.verdicts.size(), "its late outcome is nobody's");
        assertEquals(0, world.types.open.get());
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        due();
        world.tick(1);
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(2, world.types.calls.get());
    }

    /** A tick does not wait for the store, which a verdict may. */
    @Test
    void whatComesOfOneThatHangsIsJudgedElsewhere() throws InterruptedException {
        List<Runnable> later = new ArrayList<>();
        world.judges = later::add;
        hang();
        world.desk.put("web", spec("PT10S", "PT2S"), ANY);
        enter();
        for (double seconds : new double[] {2, 1, 5}) {
            world.pass(seconds);
            world.tick(0);
        }
        due();
        world.tick(0);
        assertEquals(List.of(), world.disk.verdicts);
        later.forEach(Runnable::run);
        assertEquals(2, world.disk.verdicts.size());
        release.countDown();
    }

    /** Keeps the first verdict waiting, and notes of which checks verdicts are given. */
    private Assessor waiting(CountDownLatch store, List<String> judged, Semaphore done) {
        AtomicReference<String> first = new AtomicReference<>();
        return new Assessor() {
            @Override
            public CheckVerdict assess(Check check, CheckVerdict said) {
                if (first.compareAndSet(null, check.id())) {
                    done.release();
                    try {
                        store.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return said;
            }

            @Override
            public void judged(Check check, CheckVerdict verdict) {
                judged.add(check.id().equals(first.get()) ? "first " + verdict.took() : "other");
                done.release();
            }

            @Override
            public void forget(String check) {}
        };
    }

    @Test
    void whereTheStoreKeepsOneVerdictWaitingOnlyThoseOfItsCheckWait() throws InterruptedException {
        CountDownLatch store = new CountDownLatch(1);
        List<String> judged = new CopyOnWriteArrayList<>();
        Semaphore done = new Semaphore(0);
        ExecutorService judges = CheckService.judges();
        try {
            world.judges = judges;
            world.assessor = waiting(store, judged, done);
            world.boot();
            hang();
            world.desk.put("web", spec("PT10S", "PT2S"), ANY);
            world.desk.put("mail", spec("PT10S", "PT2S"), ANY);
            world.inspector.tick();
            assertTrue(entered.tryAcquire(2, 20, TimeUnit.SECONDS));
            for (double seconds : new double[] {2, 1, 5}) {
                world.pass(seconds);
                world.tick(0);
            }
            assertTrue(done.tryAcquire(2, 20, TimeUnit.SECONDS), "one waits, one is judged");
            world.pass(10);
            world.tick(0);
            assertTrue(done.tryAcquire(20, TimeUnit.SECONDS), "the other is judged again");
            store.countDown();
            assertTrue(done.tryAcquire(2, 20, TimeUnit.SECONDS));
            assertEquals(List.of("other", "other", "first PT8S", "first PT0S"), judged);
        } finally {
            store.countDown();
            release.countDown();
            judges.close();
        }
    }

    @Test
    void isChargedWhereMemoryRanOut() throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    throw new IllegalStateException(new OutOfMemoryError("Java heap space"));
                };
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        assertEquals(CheckStatus.ERROR, last().status());
        assertTrue(world.types.blamed.getFirst().startsWith("MEMORY: the inspection of check web"));
        world.types.detector =
                (config, context) -> {
                    throw new StackOverflowError();
                };
        due();
        world.tick(1);
        assertEquals(1, world.types.blamed.size());
    }
}
