package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Fires that are put off, made up for by hand, paused or kept to some days. */
class RulesTest extends RulesFixture {
    @Test
    void theDelayCountsFromTheEndOfTheRun() {
        put(rules().timing(new Timing.Delay(Duration.ofSeconds(10))));
        assertEquals(start.plusSeconds(10), find().nextFire());
        at(10);
        assertNull(find().nextFire());
        at(50);
        world.end(1);
        planner.tick();
        assertEquals(start.plusSeconds(60), find().nextFire());
        at(59);
        assertEquals(1, world.disk.runs.size());
        at(60);
        restart();
        at(70);
        assertNull(find().nextFire(), "the run of before is still open");
        world.engine.open.remove(2L);
        world.engine.ends.put(2L, start.plusSeconds(75));
        world.now = start.plusSeconds(80);
        restart();
        planner.tick();
        assertEquals(start.plusSeconds(85), find().nextFire(), "from when it ended");
        at(85);
        assertEquals(3, world.disk.runs.size());
    }

    @Test
    void jitterIsTheSameAfterARestart() {
        put(rules().jitter(Duration.ofSeconds(8)));
        Instant due = planner.tick().orElseThrow();
        assertTrue(!due.isBefore(start.plusSeconds(10)) && !due.isAfter(start.plusSeconds(18)));
        restart();
        assertEquals(due, planner.tick().orElseThrow());
        world.now = due.minusMillis(1);
        planner.tick();
        assertEquals(0, world.disk.runs.size());
        world.now = due;
        planner.tick();
        assertEquals(List.of(10), fired());
        Jitter jitter = Jitter.of("b", Duration.ofMillis(9));
        int[] seen = new int[10];
        for (int i = 0; i < 10_000; i++) {
            Instant nominal = start.plusSeconds(i);
            seen[(int) Duration.between(nominal, jitter.due(nominal)).toMillis()]++;
        }
        for (int count : seen) {
            assertTrue(count > 850 && count < 1150, "spread evenly");
        }
    }

    @Test
    void aBackfillMakesEachRunOnce() {
        put(rules());
        at(10);
        at(20);
        world.now = start.plusSeconds(59);
        restart();
        planner.tick();
        assertEquals(List.of(10, 20, 50), fired());
        Instant to = start.plusSeconds(50);
        Backfill dry = planner.backfill("a", start, to, true);
        assertEquals(5, dry.fireTimes().size());
        assertEquals(3, world.disk.runs.size());
        Backfill done = planner.backfill("a", start, to, false);
        assertEquals(2, done.made());
        assertEquals(3, done.known());
        assertEquals(List.of(10, 20, 50, 30, 40), fired());
        Backfill again = planner.backfill("a", start, to, false);
        assertEquals(0, again.made());
        assertEquals(5, again.known());
        assertEquals(5, find().status().running().size());
    }

    @Test
    void aBackfillWaitsWhereRunsMayNotOverlap() {
        put(overlap(OverlapPolicy.SKIP));
        at(39);
        planner.backfill("a", start, start.plusSeconds(30), false);
        planner.tick();
        for (long run = 1; run <= 3; run++) {
            assertEquals(run, world.disk.runs.size());
            world.end(run);
            planner.tick();
        }
        assertEquals(List.of(30, 10, 20), fired(), "30 had its run");
        assertEquals(List.of(), status().waiting());
    }

    @Test
    void aBackfillThatCannotBeStoredSaysSo() {
        put(overlap(OverlapPolicy.SKIP));
        at(10);
        world.disk.broken = new IllegalStateException("disk full");
        GantryException e =
                assertThrows(
                        GantryException.class,
                        () -> planner.backfill("a", start, start.plusSeconds(10), false));
        assertEquals(Code.UNAVAILABLE, e.code());
    }

    @Test
    void refusesABackfillThatCannotBe() {
        put(rules());
        assertInvalid("the future", start, start.plusSeconds(1));
        assertInvalid("swap from and to", start, start.minusSeconds(1));
        world.now = start.plusSeconds(100_000);
        assertInvalid("take the range in parts", start, world.now);
        put("b", rules().timing(new Timing.Delay(Duration.ofSeconds(10))));
        GantryException e =
                assertThrows(
                        GantryException.class, () -> planner.backfill("b", start, start, false));
        assertTrue(e.getMessage().contains("fire it instead"), e.getMessage());
    }

    private void assertInvalid(String message, Instant from, Instant to) {
        GantryException e =
                assertThrows(GantryException.class, () -> planner.backfill("a", from, to, false));
        assertEquals(Code.INVALID, e.code());
        assertTrue(e.getMessage().contains(message), e.getMessage());
        assertFalse(e.fields().isEmpty());
    }

    @Test
    void aPauseSaysWhoWhenAndWhy() {
        put(overlap(OverlapPolicy.BUFFER_ALL));
        at(10);
        at(20);
        planner.pause("a", "the disk is full", "ops");
        restart();
        assertEquals(
                new ScheduleStatus.Pause("the disk is full", "ops", start.plusSeconds(20)),
                status().pause());
        world.end(1);
        planner.tick();
        assertEquals(List.of(10), fired(), "what waits goes on waiting");
        planner.resume("a");
        planner.tick();
        assertEquals(List.of(10, 20), fired());
        assertNull(status().pause());
    }

    @Test
    void firesOnTheDaysOfItsCalendars() {
        world.days.put("work", "weekdays: [MON, TUE, WED, THU, FRI]\nexclude: [2026-03-04]");
        world.days.put("closed", "include: [03-05/03-06]");
        ScheduleSpec spec = rules().only("work").except("closed").cron("0 12 * * *").build();
        planner.put("a", spec, ANY);
        assertEquals(
                List.of("2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z", "2026-03-09T12:00:00Z"),
                planner.upcoming("a", 3).stream().map(Instant::toString).toList());
        world.now = Instant.parse("2026-03-03T13:00:00Z");
        planner.tick();
        assertEquals(Instant.parse("2026-03-09T12:00:00Z"), find().nextFire());
        world.days.put("closed", "include: [03-05]");
        planner.changed("closed");
        assertEquals(Instant.parse("2026-03-06T12:00:00Z"), find().nextFire());
        restart();
        assertEquals(Instant.parse("2026-03-06T12:00:00Z"), find().nextFire());
        world.days.all.remove("work");
        restart();
        assertTrue(status().problem().contains("conf/calendars/work.yaml"), status().problem());
        world.now = Instant.parse("2026-03-06T12:00:01Z");
        int before = world.disk.runs.size();
        planner.tick();
        assertEquals(before, world.disk.runs.size(), "nothing fires without its calendar");
        world.days.put("work", "weekdays: [FRI]");
        planner.changed("work");
        planner.tick();
        assertEquals(before + 1, world.disk.runs.size());
    }

    @Test
    void anUnknownCalendarIsRefused() {
        world.days.put("work", "weekdays: [MON]");
        GantryException e =
                assertThrows(
                        GantryException.class,
                        () -> planner.put("a", rules().only("wrok").build(), ANY));
        assertEquals(Code.REFUSED, e.code());
        assertEquals("/only/0", e.fields().getFirst().pointer());
        assertTrue(e.getMessage().contains("choose of work"), e.getMessage());
        world.days.put("never", "include: [1999-01-01]");
        GantryException never =
                assertThrows(
                        GantryException.class,
                        () -> planner.put("a", rules().only("never").build(), ANY));
        assertTrue(never.getMessage().contains("within ten years"), never.getMessage());
    }

    @Test
    void whatWasStoredBeforeTheseRulesMeansTheDefaults() {
        SpecJson json = new SpecJson();
        String old =
                "{\"task\":\"files.cleanup\",\"params\":\"{}\",\"cron\":\"0 3 * * *\","
                        + "\"zone\":\"Z\",\"labels\":{},\"tenant\":\"default\",\"paused\":false}";
        SpecJson.Stored stored = json.read(old);
        assertEquals(FireRules.DEFAULT, stored.spec().rules());
        assertEquals(FireState.NEW, stored.state());
        assertEquals(old, json.write(stored.spec(), stored.state()));
    }

    @Test
    void aDelayBeginsAtTheEndOfTheOpenRunAlsoAfterAPause() {
        put(rules().timing(new Timing.Delay(Duration.ofSeconds(10))));
        at(10);
        planner.pause("a", "", "me");
        planner.resume("a");
        at(30);
        put(rules().timing(new Timing.Delay(Duration.ofSeconds(5))));
        at(40);
        assertEquals(List.of(10), fired());
        world.end(1);
        at(44);
        assertEquals(List.of(10), fired());
        at(45);
        assertEquals(List.of(10, 45), fired());
    }

    @Test
    void refusesAJitterThatIsLongerThanTheTimeBetweenTwoFires() {
        put(rules().cron("*/5 * * * *").jitter(Duration.ofMinutes(5)));
        GantryException e =
                assertThrows(
                        GantryException.class,
                        () -> put(rules().cron("0,3 * * * *").jitter(Duration.ofMinutes(5))));
        assertEquals("/jitter", e.fields().getFirst().pointer());
        assertTrue(e.getMessage().contains("PT3M from 2026-03-02T11:00:00Z"), e.getMessage());
    }

    @Test
    void aRunIsFoundByItsScheduleWhateverItsLabelsSay() {
        ScheduleSpec spec = rules().build();
        planner.put(
                "a",
                new ScheduleSpec(
                        spec.task(),
                        spec.params(),
                        spec.timing(),
                        Map.of(Planned.SCHEDULE, "b"),
                        spec.tenant(),
                        spec.rules(),
                        false),
                ANY);
        at(10);
        assertEquals("a", world.engine.requests.getFirst().labels().get(Planned.SCHEDULE));
    }
}
