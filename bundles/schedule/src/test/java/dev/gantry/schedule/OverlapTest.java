package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What becomes of fires while a run of their schedule is open. */
class OverlapTest extends RulesFixture {
    @Test
    void anOverlappingFireIsSkippedAndSeen() {
        put(overlap(OverlapPolicy.SKIP));
        at(10);
        at(20);
        assertEquals(1, world.disk.runs.size());
        ScheduleStatus status = status();
        assertEquals(1, status.skipped());
        assertEquals(start.plusSeconds(20), status.lastSkip().fireTime());
        assertEquals("run run-1 of this schedule was still open", status.lastSkip().reason());
        assertEquals(List.of("run-1"), status.running());
        assertEquals("skipped@" + start.plusSeconds(20), world.told().getLast());
        world.end(1);
        at(30);
        assertEquals(List.of(10, 30), fired());
    }

    @Test
    void aRunFromBeforeTheRestartStillCounts() {
        put(overlap(OverlapPolicy.SKIP));
        at(10);
        restart();
        at(20);
        assertEquals(List.of(10), fired());
        assertEquals(1, status().skipped());
        world.end(1);
        at(30);
        assertEquals(List.of(10, 30), fired());
        assertEquals(1, status().skipped(), "kept over the restart");
    }

    @Test
    void oneFireWaitsAndThoseBehindItAreSkipped() {
        put(overlap(OverlapPolicy.BUFFER_ONE));
        at(10);
        at(20);
        at(30);
        assertEquals(List.of(start.plusSeconds(20)), status().waiting());
        assertEquals(1, status().skipped());
        restart();
        assertEquals(List.of(start.plusSeconds(20)), status().waiting());
        at(35);
        world.end(1);
        planner.tick();
        assertEquals(List.of(10, 20), fired());
        assertEquals(List.of(), status().waiting());
        at(40);
        assertEquals(List.of(start.plusSeconds(40)), status().waiting());
    }

    @Test
    void allWaitInOrderAlsoOverARestart() {
        put(overlap(OverlapPolicy.BUFFER_ALL));
        at(10);
        at(20);
        at(30);
        world.now = start.plusSeconds(45);
        restart();
        planner.tick();
        at(55);
        for (long run = 1; run <= 5; run++) {
            assertEquals(run, world.disk.runs.size());
            world.end(run);
            planner.tick();
        }
        assertEquals(List.of(10, 20, 30, 40, 50), fired());
        assertEquals(0, status().skipped());
    }

    @Test
    void noMoreThanAThousandWait() {
        put(overlap(OverlapPolicy.BUFFER_ALL));
        for (int i = 1; i <= 1003; i++) {
            at(10 * i);
        }
        assertEquals(1000, status().waiting().size());
        assertEquals(2, status().skipped());
        assertTrue(status().lastSkip().reason().startsWith("1000 fires wait already"));
    }

    @Test
    void theLatestFireReplacesTheOpenRun() throws Exception {
        put(overlap(OverlapPolicy.CANCEL_OTHER));
        at(10);
        at(20);
        Waiting.until(() -> world.engine.cancelled.contains(1L));
        at(30);
        assertEquals(List.of(10), fired(), "it has not ended yet");
        assertEquals(List.of(start.plusSeconds(30)), status().waiting());
        assertEquals(1, status().skipped());
        world.end(1);
        planner.tick();
        assertEquals(List.of(10, 30), fired());
    }

    @Test
    void aRunThatEndsWhileSchedulesAreReadIsNotOpen() {
        put(overlap(OverlapPolicy.SKIP));
        at(10);
        Planner later =
                new Planner(
                        world.disk,
                        world.engine,
                        world.types,
                        world.stream,
                        world.meter,
                        world,
                        world.days);
        world.disk.onRead = () -> later.ended("run-1", world.now);
        later.load();
        assertEquals(List.of(), later.find("a").orElseThrow().status().running());
    }

    @Test
    void aRunOfWhichTheStoreWasUnsureCounts() {
        put(overlap(OverlapPolicy.SKIP));
        world.disk.unsure = true;
        at(10);
        world.disk.unsure = false;
        at(11);
        planner.tick();
        assertEquals(List.of("run-1"), status().running());
        at(20);
        assertEquals(List.of(10), fired());
        assertEquals(1, status().skipped());
    }

    @Test
    void aCancelThatWasForgottenIsAskedAgain() throws Exception {
        put(overlap(OverlapPolicy.CANCEL_OTHER).timing(new Timing.Every(Duration.ofMinutes(1))));
        at(60);
        at(120);
        Waiting.until(() -> world.engine.cancelled.contains(1L));
        world.engine.cancelled.clear();
        at(130);
        Waiting.until(() -> world.engine.cancelled.contains(1L));
        world.engine.cancelled.clear();
        restart();
        assertEquals(Optional.of(start.plusSeconds(140)), planner.tick());
        Waiting.until(() -> world.engine.cancelled.contains(1L));
        world.end(1);
        planner.tick();
        assertEquals(List.of(60, 120), fired());
        assertEquals(Optional.of(start.plusSeconds(180)), planner.tick());
    }

    @Test
    void whatIsBackfilledCancelsNothing() {
        put(overlap(OverlapPolicy.CANCEL_OTHER).timing(new Timing.Every(Duration.ofMinutes(1))));
        at(60);
        world.end(1);
        at(120);
        world.disk.keys.clear();
        planner.backfill("a", start.plusSeconds(60), start.plusSeconds(60), false);
        restart();
        assertEquals(Optional.of(start.plusSeconds(180)), planner.tick());
        assertEquals(List.of(start.plusSeconds(60)), status().waiting());
    }
}
