package dev.gantry.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.NewRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What becomes of fires that nobody was there to serve. */
class MissedFiresTest extends RulesFixture {
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

    @Test
    void manyMissedFiresAreToldInOneEvent() {
        put(missed(MissedPolicy.LAST, null));
        world.now = start.plusSeconds(500);
        restart();
        drain();
        assertEquals(
                List.of(
                        "created",
                        "missed@" + start.plusSeconds(490),
                        "fired@" + start.plusSeconds(500)),
                world.told());
        assertEquals(49, world.stream.events.get(1).fires());
        assertEquals(49, status().missed());
        assertEquals(start.plusSeconds(490), status().lastSkip().fireTime());
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
                    .forEach(
                            e -> {
                                for (int i = 0; i < e.fires(); i++) {
                                    missed.add(e.nominal().minusSeconds(10L * i));
                                }
                            });
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

    private void drain() {
        for (int i = 0; i < 3000 && planner.tick().filter(world.now::isBefore).isEmpty(); i++) {
            assertTrue(i < 2999);
        }
    }
}
