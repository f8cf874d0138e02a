package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.StoredSchedule;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Fires that an engine refuses, and a store that is slow, fails or holds what nobody can read. */
class PlannerTroubleTest {
    private static final OptionalLong ANY = OptionalLong.empty();
    private final World world = new World();
    private final Instant start = world.now;
    private Planner planner = world.planner();

    private Optional<Instant> at(int seconds, int millis) {
        world.now = start.plusSeconds(seconds).plusMillis(millis);
        return planner.tick();
    }

    private static ScheduleSpec every(String interval) {
        return new ScheduleSpec(
                "files.cleanup",
                "{}",
                new Timing.Every(Duration.parse(interval)),
                Map.of(),
                "acme",
                false);
    }

    @Test
    void aRefusedFireIsMissedAndTheScheduleGoesOn() {
        planner.put("a", every("PT10S"), ANY);
        world.engine.refusal = new GantryException(Code.REFUSED, "/directory: is required");
        assertEquals(Optional.of(start.plusSeconds(20)), at(10, 0));
        assertEquals(List.of("created", "missed@" + start.plusSeconds(10)), world.told());
        assertTrue(world.disk.runs.isEmpty());
        world.engine.refusal = null;
        at(20, 0);
        assertEquals(1, world.disk.runs.size());
    }

    @Test
    void aFireThatTheStoreWillNeverTakeIsMissedAndTheScheduleGoesOn() {
        planner.put("a", every("PT10S"), ANY);
        world.disk.refused.add("schedule:a@" + start.plusSeconds(10).toEpochMilli());
        assertEquals(Optional.of(start.plusSeconds(20)), at(10, 0));
        assertEquals(List.of(1L), world.engine.dropped);
        assertEquals(
                "another run has the key",
                planner.find("a").orElseThrow().status().lastSkip().reason());
        at(20, 0);
        assertEquals(
                List.of(
                        "created",
                        "missed@" + start.plusSeconds(10),
                        "fired@" + start.plusSeconds(20)),
                world.told());
    }

    @Test
    void waitsForAnEngineThatIsNotThere() {
        planner.put("a", every("PT10S"), ANY);
        world.engine.refusal = new GantryException(Code.UNAVAILABLE, "stopping");
        assertEquals(Optional.of(start.plusSeconds(11)), at(10, 0));
        world.engine.refusal = null;
        at(11, 0);
        assertEquals(
                List.of("created", "fired@" + start.plusSeconds(10)), world.told(), "not missed");
    }

    @Test
    void aFullQueueIsWaitedForAndTheLatestFireMadeUpFor() {
        planner.put("a", every("PT10S"), ANY);
        world.engine.refusal = new GantryException(Code.OVERLOADED, "the queue is full");
        for (int second = 10; second < 25; second++) {
            at(second, 0);
        }
        assertEquals(List.of("created"), world.told());
        world.engine.refusal = null;
        at(25, 0);
        assertEquals(
                List.of(
                        "created",
                        "missed@" + start.plusSeconds(10),
                        "fired@" + start.plusSeconds(20)),
                world.told());
        assertEquals(1, world.disk.runs.size());
    }

    @Test
    void aStoreThatFailsGivesThePlaceBackAndIsAskedAgain() {
        planner.put("a", every("PT10S"), ANY);
        world.disk.broken = new IllegalStateException("disk full");
        assertEquals(Optional.of(start.plusSeconds(11)), at(10, 0));
        assertEquals(List.of(1L), world.engine.dropped);
        assertTrue(world.engine.accepted.isEmpty());
        world.disk.broken = null;
        at(11, 0);
        assertEquals(List.of(2L), world.engine.accepted);
        assertEquals("fired@" + start.plusSeconds(10), world.told().getLast());
    }

    @Test
    void takesTheFireTimeOnDiskWhereSomebodyElseMovedIt() {
        planner.put("a", every("PT10S"), ANY);
        StoredSchedule row = world.disk.rows.get("a");
        world.disk.rows.put(
                "a",
                new StoredSchedule(
                        "a",
                        row.spec(),
                        row.version(),
                        row.created(),
                        start.plusSeconds(30).toEpochMilli(),
                        start.plusSeconds(20).toEpochMilli(),
                        99));
        at(10, 0);
        assertEquals(List.of(1L), world.engine.dropped);
        assertEquals(Optional.of(start.plusSeconds(30)), at(11, 0));
        assertEquals("run-99", planner.find("a").orElseThrow().lastRun());
        at(30, 0);
        assertEquals(List.of(2L), world.engine.accepted);
    }

    @Test
    void whileAFireIsBeingWrittenThereIsNoOther() {
        planner.put("a", every("PT10S"), ANY);
        world.disk.slow = true;
        at(10, 0);
        at(20, 0);
        assertEquals(1, world.disk.held.size());
        assertTrue(world.engine.accepted.isEmpty(), "not before the commit");
        world.disk.slow = false;
        world.disk.held.remove().run();
        assertEquals(List.of(1L), world.engine.accepted);
        planner.tick();
        assertEquals(List.of(1L, 2L), world.engine.accepted);
    }

    @Test
    void aChangeWaitsForTheFireThatIsBeingWritten() throws Exception {
        planner.put("a", every("PT10S"), ANY);
        world.disk.slow = true;
        at(10, 0);
        CompletableFuture<Schedule> paused = new CompletableFuture<>();
        Thread caller =
                Thread.ofVirtual().start(() -> paused.complete(planner.pause("a", "", "me")));
        world.disk.slow = false;
        world.disk.held.remove().run();
        Schedule after = paused.get(10, TimeUnit.SECONDS);
        caller.join();
        assertEquals("run-1", after.lastRun());
        assertEquals(start.plusSeconds(10).toEpochMilli(), world.disk.rows.get("a").lastFire());
        assertNull(after.nextFire());
    }

    @Test
    void aRowThatIsGoneFromDiskCanBeDeleted() {
        planner.put("a", every("PT10S"), ANY);
        world.disk.rows.remove("a");
        planner.delete("a", OptionalLong.of(1));
        assertEquals(List.of(), planner.list());
        assertEquals(Optional.empty(), at(10, 0));
        assertEquals(List.of("created", "deleted"), world.told());
    }

    @Test
    void aNewerRowStaysThoughAnOlderOneIsToBeDeleted() {
        planner.put("a", every("PT10S"), ANY);
        StoredSchedule row = world.disk.rows.get("a");
        world.disk.rows.put(
                "a", new StoredSchedule("a", row.spec(), 2, row.created(), row.nextFire(), 0, 0));
        GantryException refused =
                assertThrows(GantryException.class, () -> planner.delete("a", ANY));
        assertEquals(Code.CONFLICT, refused.code());
        assertEquals(1, planner.list().size());
    }

    @Test
    void whatANewerRowThatCannotBeReadReplacedFiresNoMore() {
        planner.put("a", every("PT10S"), ANY);
        StoredSchedule row = world.disk.rows.get("a");
        world.disk.rows.put(
                "a", new StoredSchedule("a", "{", 2, row.created(), row.nextFire(), 0, 0));
        planner.following().one("a");
        assertEquals(Optional.empty(), planner.find("a"));
        at(10, 0);
        assertTrue(world.disk.runs.isEmpty());
        assertEquals(3, planner.put("a", every("PT10S"), OptionalLong.of(0)).version());
    }

    @Test
    void aRowThatCannotBeReadBlocksNobodyAndCanBeReplaced() {
        planner.put("good", every("PT10S"), ANY);
        world.disk.rows.put("bad", new StoredSchedule("bad", "{\"task\":1", 4, 5, 6, 0, 0));
        planner = world.planner();
        assertEquals(List.of("good"), planner.list().stream().map(Schedule::id).toList());
        at(10, 0);
        assertEquals(1, world.disk.runs.size());
        assertTrue(planner.unreadable("bad"));
        assertFalse(planner.unreadable("good"));
        assertEquals(5, planner.put("bad", every("PT10S"), ANY).version());
        assertFalse(planner.unreadable("bad"));
        world.disk.rows.put("worse", new StoredSchedule("worse", "", 1, 5, 6, 0, 0));
        planner = world.planner();
        assertEquals(Optional.empty(), planner.find("worse"));
        planner.delete("worse", OptionalLong.of(0));
        assertEquals(List.of("bad", "good"), List.copyOf(world.disk.rows.keySet()));
    }
}
