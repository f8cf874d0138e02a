package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
