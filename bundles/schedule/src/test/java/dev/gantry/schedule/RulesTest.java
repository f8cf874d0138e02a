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
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** What becomes of fires that are missed, that overlap, wait, are put off or made up for. */
class RulesTest {

    private static final OptionalLong ANY = OptionalLong.empty();
    private final World world = new World();
    private final Instant start = world.now;
    private Planner planner = world.planner();

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
        awaitCancelled(1);
        at(30);
        assertEquals(List.of(10), fired(), "it has not ended yet");
        assertEquals(List.of(start.plusSeconds(30)), status().waiting());
        assertEquals(1, status().skipped());
        world.end(1);
        planner.tick();
        assertEquals(List.of(10, 30), fired());
    }

    private void awaitCancelled(long run) throws InterruptedException {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!world.engine.cancelled.contains(run) && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        assertTrue(world.engine.cancelled.contains(run));
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
    void allMissedFiresAreMadeUpForInOrder() {
        put(missed(MissedPolicy.ALL, null));
        world.now = start.plusSeconds(45);
        restart();
        drain();
        assertEquals(List.of(10, 20, 30, 40), fired());
        assertEquals(0, status().missed());
    }

    @Test
    void noneIsMadeUpForButALateOneIsServed() {
        put(missed(MissedPolicy.NONE, null));
        world.now = start.plusSeconds(45);
        restart();
        drain();
        assertEquals(List.of(40), fired(), "5 s late is not missed");
        world.now = start.plusSeconds(100);
        put("b", missed(MissedPolicy.NONE, null).timing(new Timing.Every(Duration.ofHours(1))));
        world.now = start.plusSeconds(100 + 3611);
        drain();
        assertEquals(1, planner.find("b").orElseThrow().status().missed());
    }

    @Test
    void whatIsOlderThanTheWindowIsDroppedAndCounted() {
        put(missed(MissedPolicy.ALL, Duration.ofSeconds(25)));
        world.now = start.plusSeconds(45);
        restart();
        drain();
        assertEquals(List.of(20, 30, 40), fired());
        assertEquals(1, status().missed());
        assertTrue(status().lastSkip().reason().contains("the window of PT25S"));
        assertTrue(world.told().contains("missed@" + start.plusSeconds(10)));
    }

    /**
     * Stops at random, also between a write and its answer; nothing is lost and nothing doubled.
     */
    @ParameterizedTest
    @EnumSource(MissedPolicy.class)
    void noFireIsLostOrDoubledOverRestarts(MissedPolicy policy) {
        for (int seed = 0; seed < 60; seed++) {
            World other = new World();
            Planner its = other.planner();
            its.put("a", missed(policy, null).build(), ANY);
            Random random = new Random(seed);
            Set<Instant> missed = new HashSet<>();
            Instant at = start;
            for (int step = 0; step < 40; step++) {
                at = at.plusMillis(random.nextInt(25_000));
                other.now = at;
                if (random.nextInt(3) == 0) {
                    other.disk.slow = true;
                    its.tick();
                    other.disk.slow = false;
                    // the write comes through or is lost, and nobody is there to hear of it
                    List<Runnable> held = new ArrayList<>(other.disk.held);
                    other.disk.held.clear();
                    if (random.nextBoolean()) {
                        held.forEach(Runnable::run);
                    }
                    its = other.planner();
                }
                for (int i = 0; i < 2000 && its.tick().filter(other.now::isBefore).isEmpty(); i++) {
                    assertTrue(i < 1999);
                }
            }
            other.stream.events.stream()
                    .filter(e -> e.change().equals("missed"))
                    .forEach(e -> missed.add(e.nominal()));
            List<Instant> fired = new ArrayList<>();
            for (NewRun run : other.disk.runs) {
                fired.add(nominal(run));
            }
            assertEquals(new HashSet<>(fired).size(), fired.size(), "doubled, seed " + seed);
            Set<Instant> all = new HashSet<>(fired);
            if (policy == MissedPolicy.ALL) {
                assertTrue(missed.isEmpty());
            }
            all.addAll(missed);
            for (Instant due = start.plusSeconds(10); !due.isAfter(at); due = due.plusSeconds(10)) {
                assertTrue(all.contains(due), "lost " + due + ", seed " + seed);
            }
        }
    }

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

    private void drain() {
        for (int i = 0; i < 3000 && planner.tick().filter(world.now::isBefore).isEmpty(); i++) {
            assertTrue(i < 2999);
        }
    }

    private void at(int seconds) {
        world.now = start.plusSeconds(seconds);
        planner.tick();
    }

    private void restart() {
        planner.close();
        planner = world.planner();
    }

    private Schedule find() {
        return planner.find("a").orElseThrow();
    }

    private ScheduleStatus status() {
        return find().status();
    }

    private List<Integer> fired() {
        return world.disk.runs.stream()
                .map(run -> (int) Duration.between(start, nominal(run)).toSeconds())
                .toList();
    }

    private static Instant nominal(NewRun run) {
        return Instant.ofEpochMilli(
                Long.parseLong(run.key().substring(run.key().indexOf('@') + 1)));
    }

    private void put(Builder builder) {
        put("a", builder);
    }

    private void put(String id, Builder builder) {
        planner.put(id, builder.build(), ANY);
    }

    private static Builder overlap(OverlapPolicy policy) {
        Builder builder = new Builder();
        builder.overlap = policy;
        return builder;
    }

    private static Builder missed(MissedPolicy policy, Duration window) {
        Builder builder = new Builder();
        builder.missed = policy;
        builder.window = window;
        return builder;
    }

    private static Builder rules() {
        return new Builder();
    }

    /** A specification, each 10 s if nothing else is said. */
    private static final class Builder {
        private MissedPolicy missed = MissedPolicy.LAST;
        private Duration window;
        private OverlapPolicy overlap = OverlapPolicy.ALLOW;
        private Duration jitter = Duration.ZERO;
        private List<String> only = List.of();
        private List<String> except = List.of();
        private Timing timing = new Timing.Every(Duration.ofSeconds(10));

        Builder timing(Timing its) {
            timing = its;
            return this;
        }

        Builder cron(String expression) {
            return timing(new Timing.Cron(expression, ZoneId.of("UTC")));
        }

        Builder jitter(Duration its) {
            jitter = its;
            return this;
        }

        Builder only(String... its) {
            only = List.of(its);
            return this;
        }

        Builder except(String... its) {
            except = List.of(its);
            return this;
        }

        ScheduleSpec build() {
            return new ScheduleSpec(
                    "files.cleanup",
                    "{}",
                    timing,
                    Map.of(),
                    "default",
                    new FireRules(missed, window, overlap, jitter, only, except),
                    false);
        }
    }
}
