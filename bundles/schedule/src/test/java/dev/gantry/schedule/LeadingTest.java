package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Two nodes on one store, of which one fires. */
class LeadingTest extends RulesFixture {
    private final Node first = new Node();
    private final Node second = new Node();

    /** A node; it hears of the ends of runs if it is the engine's. */
    private final class Node implements Leadership {
        final Planner its =
                new Planner(
                        world.disk,
                        world.engine,
                        world.types,
                        world.stream,
                        world.meter,
                        world,
                        world.days);
        final Leading leading;
        boolean leads;

        Node() {
            its.load();
            leading = new Leading(its, this, world);
            world.disk.ears.add(leading::told);
        }

        @Override
        public boolean leading() {
            return leads;
        }

        @Override
        public boolean alone() {
            return false;
        }

        @Override
        public NodeStore.Listening listen(BiConsumer<String, String> listener) {
            throw new UnsupportedOperationException();
        }

        Schedule seen() {
            leading.look();
            return its.find(leading.fresh("a")).orElseThrow();
        }

        void put(Builder builder) {
            leading.change("a", () -> its.put("a", builder.build(), ANY));
        }
    }

    @BeforeEach
    void firstLeads() {
        first.leads = true;
        first.leading.tick();
        world.engine.planner = second.its;
    }

    private void leadAt(int seconds) {
        world.now = start.plusSeconds(seconds);
        second.leading.tick();
        // it fires, or is refused and reads anew, and then fires
        for (int i = 0; i < 3; i++) {
            first.leading.tick();
        }
    }

    private void secondLeads() {
        first.leads = false;
        second.leads = true;
        first.leading.tick();
        second.leading.tick();
    }

    private void backfill(int from, int to) {
        second.leading.change(
                "a",
                () ->
                        second.its.backfill(
                                "a", start.plusSeconds(from), start.plusSeconds(to), false));
    }

    private List<Instant> waiting(int... seconds) {
        return Arrays.stream(seconds).mapToObj(start::plusSeconds).toList();
    }

    @Test
    void whatIsBackfilledOnAnotherNodeStartsWhenTheOpenRunEnds() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(10);
        leadAt(20);
        leadAt(30);
        backfill(20, 30);
        leadAt(31);
        assertEquals(waiting(20, 30), first.seen().status().waiting());
        world.end(1);
        leadAt(33);
        leadAt(34);
        assertEquals(List.of(10, 20), fired());
    }

    @Test
    void whatIsBackfilledOutlastsAFireOfWhoeverWasNotTold() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(10);
        leadAt(20);
        leadAt(30);
        world.disk.ears.clear();
        backfill(20, 30);
        leadAt(40);
        leadAt(41);
        assertEquals(waiting(20, 30), second.seen().status().waiting());
        assertEquals(waiting(20, 30), first.its.find("a").orElseThrow().status().waiting());
        assertEquals(3, second.seen().status().skipped());
    }

    @Test
    void aNewLeaderKnowsWhatWaits() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(10);
        leadAt(20);
        world.disk.ears.clear();
        first.its.backfill("a", start.plusSeconds(20), start.plusSeconds(20), false);
        secondLeads();
        assertEquals(waiting(20), second.its.find("a").orElseThrow().status().waiting());
    }

    @Test
    void whoMayHaveMissedSomethingReadsAllAnew() {
        second.put(rules());
        leadAt(10);
        world.disk.ears.clear();
        second.put(overlap(OverlapPolicy.SKIP));
        second.its.put("b", rules().build(), ANY);
        leadAt(11);
        assertEquals(1, first.its.find("a").orElseThrow().version());
        first.leading.told(NodeStore.AGAIN, "");
        leadAt(12);
        assertEquals(2, first.its.find("a").orElseThrow().version());
        assertTrue(first.its.find("b").isPresent());
    }

    @Test
    void aChangeThatWhoeverFiresWasNotToldOfIsNotUndone() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(10);
        world.disk.ears.clear();
        second.put(overlap(OverlapPolicy.BUFFER_ALL));
        leadAt(20);
        leadAt(21);
        assertEquals(OverlapPolicy.BUFFER_ALL, second.seen().spec().rules().overlap());
        assertEquals(waiting(20), second.seen().status().waiting());
    }

    @Test
    void aChangeDoesNotSetTheFireTimeBack() {
        second.put(rules());
        second.leading.change(
                "a",
                () -> {
                    leadAt(world.disk.runs.isEmpty() ? 10 : 11);
                    return second.its.pause("a", "", "me");
                });
        assertEquals(List.of(10), fired());
        assertEquals(start.plusSeconds(10), second.seen().lastFire());
    }

    @Test
    void aScheduleThatCannotBeReadNowIsReadLater() {
        second.put(rules());
        leadAt(1);
        second.put(overlap(OverlapPolicy.SKIP));
        world.disk.onRead =
                () -> {
                    throw new IllegalStateException("away");
                };
        world.now = start.plusSeconds(2);
        first.leading.tick();
        world.disk.onRead = () -> {};
        leadAt(3);
        assertEquals(2, first.its.find("a").orElseThrow().version());
    }

    @Test
    void theEndsOfAllRunsAreNoticedHoweverManyAreOpen() {
        second.put(overlap(OverlapPolicy.SKIP));
        for (long run = 1; run <= 2 * Following.AT_ONCE; run++) {
            world.engine.open.put(run, "schedule:many");
        }
        world.engine.ids = 3 * Following.AT_ONCE;
        leadAt(10);
        secondLeads();
        world.engine.planner = first.its;
        world.end(world.engine.ids);
        for (int second = 11; second <= 13; second++) {
            world.now = start.plusSeconds(second);
            this.second.leading.tick();
        }
        world.now = start.plusSeconds(20);
        second.leading.tick();
        assertEquals(List.of(10, 20), fired());
    }

    @Test
    void othersNameTheRunsThatAreOpen() {
        second.put(rules());
        leadAt(10);
        leadAt(20);
        assertEquals(List.of("run-1", "run-2"), second.seen().status().running());
        world.engine.planner = first.its;
        world.end(1);
        leadAt(31);
        assertEquals(List.of("run-2", "run-3"), second.seen().status().running());
    }

    @Test
    void aRunThatIsGoneIsNotOpenForANewLeader() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(10);
        assertEquals(List.of("run-1"), second.seen().status().running());
        world.engine.open.clear();
        secondLeads();
        world.now = start.plusSeconds(20);
        second.leading.tick();
        assertEquals(List.of(10, 20), fired());
    }

    @Test
    void aRunByHandOnAnotherNodeCounts() {
        second.put(overlap(OverlapPolicy.SKIP));
        second.leading.change("a", () -> second.its.fire("a"));
        leadAt(10);
        assertEquals(1, world.disk.runs.size());
        assertEquals(1, second.seen().status().skipped());
    }

    @Test
    void aRunByHandCountsThoughNobodyTold() {
        second.put(overlap(OverlapPolicy.SKIP));
        leadAt(1);
        world.disk.ears.clear();
        second.leading.change("a", () -> second.its.fire("a"));
        leadAt(10);
        leadAt(11);
        assertEquals(1, world.disk.runs.size());
        assertEquals(1, second.seen().status().skipped());
    }

    @Test
    void whoeverFiresByHandIsNotToldThatThePlanWasQuicker() {
        second.put(rules());
        second.leading.change(
                "a",
                () -> {
                    leadAt(world.disk.runs.isEmpty() ? 10 : 11);
                    return second.its.fire("a");
                });
        assertEquals(2, world.disk.runs.size());
    }

    @Test
    void theCalendarsOfOtherNodesMoveNothing() {
        world.days.put("work", "weekdays: [MON]");
        second.put(rules().only("work"));
        leadAt(1);
        Instant next = second.seen().nextFire();
        world.days.put("work", "weekdays: [FRI]");
        new Node().leading.calendar("work");
        assertEquals(next, second.seen().nextFire());
        first.leading.calendar("work");
        assertEquals(Instant.parse("2026-03-06T00:00:00Z"), second.seen().nextFire());
    }

    @Test
    void whoCannotReadWhichRunsAreOpenLeadsLater() {
        second.put(rules());
        world.engine.onOpen =
                () -> {
                    throw new IllegalStateException("away");
                };
        second.leads = true;
        assertThrows(IllegalStateException.class, second.leading::tick);
        world.engine.onOpen = () -> {};
        world.now = start.plusSeconds(10);
        second.leading.tick();
        assertEquals(List.of(10), fired());
    }

    @Test
    void aChangeOfWhichTheStoreWasUnsureStandsInNobodysWay() {
        second.put(rules());
        world.disk.unsure = true;
        assertThrows(GantryException.class, () -> second.its.pause("a", "", "me"));
        world.disk.unsure = false;
        second.leading.change("a", () -> second.its.resume("a"));
        second.leads = true;
        first.leads = false;
        second.leading.tick();
        world.disk.unsure = true;
        assertThrows(GantryException.class, () -> second.its.pause("a", "", "me"));
        world.disk.unsure = false;
        second.put(overlap(OverlapPolicy.SKIP));
        assertEquals(OverlapPolicy.SKIP, second.seen().spec().rules().overlap());
    }
}
