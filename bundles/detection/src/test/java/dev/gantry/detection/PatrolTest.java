package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Pace;
import dev.gantry.spi.check.Urgency;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Who goes first, who waits, and what is left out. */
class PatrolTest extends InspectorFixture {

    private final List<String> order = new CopyOnWriteArrayList<>();

    private void limits(int p1, int p2) {
        world.limits = new Admission.Limits(p1, p2);
        world.boot();
    }

    private void make(String id, Urgency urgency, String interval) {
        CheckSpec spec = spec(interval, "PT5M");
        Pace pace = new Pace(spec.interval(), spec.timeout(), 0, urgency);
        world.desk.put(id, spec.paced(pace), ANY);
    }

    /** Blocks for checks that begin with {@code slow}, and notes the others. */
    private Detector<World.Config> mixed() {
        return (config, context) -> {
            order.add(context.checkId());
            if (context.checkId().startsWith("slow")) {
                entered.release();
                release.await();
            }
            return Verdict.of(Status.OK);
        };
    }

    @Test
    void whatIsMostUrgentNeverWaits() throws InterruptedException {
        limits(1, 1);
        world.types.detector = mixed();
        make("slow1", Urgency.P1, "PT1H");
        make("slow2", Urgency.P2, "PT1H");
        world.inspector.tick();
        assertTrue(entered.tryAcquire(2, 20, TimeUnit.SECONDS));
        make("p1", Urgency.P1, "PT1H");
        make("p2", Urgency.P2, "PT1H");
        for (int i = 0; i < 100; i++) {
            make("p0-" + i, Urgency.P0, "PT1H");
        }
        world.tick(100);
        assertEquals(102, order.size());
        assertNull(world.desk.find("p1").orElseThrow().last());
        release.countDown();
        world.await(2);
        world.tick(2);
        assertEquals(CheckStatus.OK, world.desk.find("p1").orElseThrow().last().status());
        assertEquals(CheckStatus.OK, world.desk.find("p2").orElseThrow().last().status());
    }

    @Test
    void whatIsLeastUrgentIsLeftOutWhenThereIsNoRoomInTime() throws InterruptedException {
        limits(1, 1);
        world.types.detector = mixed();
        make("slow1", Urgency.P1, "PT1H");
        make("slow2", Urgency.P2, "PT1H");
        world.inspector.tick();
        assertTrue(entered.tryAcquire(2, 20, TimeUnit.SECONDS));
        make("p1", Urgency.P1, "PT10S");
        make("p2", Urgency.P2, "PT10S");
        world.tick(0);
        assertEquals(0, world.desk.find("p2").orElseThrow().life().shed());
        for (int i = 1; i <= 3; i++) {
            world.now = world.desk.find("p2").orElseThrow().next();
            world.tick(0);
        }
        assertEquals(3, world.desk.find("p2").orElseThrow().life().shed());
        String why = world.desk.find("p2").orElseThrow().life().reason();
        assertTrue(why.startsWith("shed: it was left out at " + world.now), why);
        assertEquals(3, world.meters.of("gantry_checks_shed_total sla P2"));
        assertEquals(0, world.meters.of("gantry_checks_shed_total sla P1"));
        world.now = world.now.plusSeconds(10);
        world.tick(0);
        assertTrue(world.desk.find("p1").orElseThrow().life().late() >= 3);
        assertEquals(2, order.size());
        release.countDown();
        world.await(2);
        world.tick(2);
        assertEquals(CheckStatus.OK, world.desk.find("p2").orElseThrow().last().status());
        assertNull(world.desk.find("p2").orElseThrow().life().reason());
        assertEquals(4, order.size(), "once, however often it was left out");
    }

    /** A machine that slept. */
    @Test
    void whatIsLeastUrgentIsNotMadeUpFor() throws InterruptedException {
        world.types.detector = mixed();
        make("p2", Urgency.P2, "PT10S");
        make("p1", Urgency.P1, "PT10S");
        world.tick(2);
        order.clear();
        world.pass(3600);
        world.tick(1);
        assertEquals(List.of("p1"), order);
        assertEquals(1, world.desk.find("p2").orElseThrow().life().shed());
        assertEquals(1, world.desk.find("p1").orElseThrow().life().late());
        assertEquals(1, world.meters.of("gantry_checks_late_total sla P1"));
        assertTrue(
                world.meters.timed.get("gantry_check_lag_seconds sla P1").getLast().toSeconds()
                        > 3000);
    }

    @Test
    void neverOverlapsItself() throws InterruptedException {
        block();
        world.desk.put("web", spec("PT10S", "PT5M"), ANY);
        enter();
        for (int i = 0; i < 5; i++) {
            due();
            world.tick(0);
        }
        assertEquals(1, world.types.calls.get());
        assertEquals(5, world.desk.find("web").orElseThrow().life().late());
        assertEquals(5, world.meters.of("gantry_checks_late_total sla P1"));
        world.ended.drainPermits();
        release.countDown();
        world.await(1);
        assertEquals(CheckStatus.OK, last().status());
    }

    /** One that hangs leaves its room to others. */
    @Test
    void whatIsGivenUpOccupiesNothing() throws InterruptedException {
        limits(1, 1);
        hang();
        world.desk.put("web", spec("PT1H", "PT2S"), ANY);
        enter();
        world.desk.put("other", spec("PT1H", "PT2S"), ANY);
        for (double seconds : new double[] {2, 1, 5}) {
            world.pass(seconds);
            world.tick(0);
        }
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.tick(1);
        assertEquals(CheckStatus.OK, world.desk.find("other").orElseThrow().last().status());
        release.countDown();
        world.await(1);
        world.desk.put("third", spec("PT1H", "PT2S"), ANY);
        world.tick(1);
        assertEquals(CheckStatus.OK, world.desk.find("third").orElseThrow().last().status());
    }

    @Test
    void isInspectedNowWhenSomebodyAsks() throws Exception {
        limits(1, 1);
        world.types.detector = mixed();
        make("slow1", Urgency.P1, "PT1H");
        enter();
        make("p1", Urgency.P1, "PT1H");
        world.tick(0);
        CompletableFuture<CheckVerdict> asked = world.inspector.run("p1").orElseThrow();
        world.tick(1);
        assertEquals(CheckStatus.OK, asked.get(20, TimeUnit.SECONDS).status());
        assertEquals(Optional.empty(), world.inspector.run("nobody"));

        CompletableFuture<CheckVerdict> joined = world.inspector.run("slow1").orElseThrow();
        world.tick(0);
        assertFalse(joined.isDone());
        release.countDown();
        assertEquals(CheckStatus.OK, joined.get(20, TimeUnit.SECONDS).status());
        assertEquals(List.of("slow1", "p1"), order);
    }

    @Test
    void aPausedCheckIsInspectedWhenAskedAndRestsAgain() throws Exception {
        world.types.detector = mixed();
        world.desk.put("web", spec("PT10S", "PT2S").paused(true), ANY);
        CompletableFuture<CheckVerdict> asked = world.inspector.run("web").orElseThrow();
        world.tick(1);
        assertEquals(CheckStatus.OK, asked.get(20, TimeUnit.SECONDS).status());
        assertNull(world.desk.find("web").orElseThrow().next());
        CompletableFuture<CheckVerdict> dropped = world.inspector.run("web").orElseThrow();
        world.desk.delete("web", ANY);
        assertTrue(dropped.isCancelled());
    }

    @Test
    void pausesAndGoesOn() throws InterruptedException {
        world.types.detector = mixed();
        world.desk.put("web", spec("PT10S", "PT2S"), ANY);
        assertEquals(2, world.desk.pause("web", true).version());
        assertEquals(2, world.desk.pause("web", true).version());
        world.tick(0);
        assertEquals(List.of(), order);
        assertEquals(3, world.desk.pause("web", false).version());
        world.tick(1);
        assertEquals(List.of("web"), order);
    }

    @Test
    void manyThatWereMissedWithoutAPluginDoNotComeAllAtOnce() throws InterruptedException {
        world.types.detector = mixed();
        world.types.available = false;
        for (int i = 0; i < 300; i++) {
            make("c" + i, Urgency.P1, "PT5M");
        }
        world.tick(300);
        world.types.available = true;
        world.inspector.changed("web.probe");
        world.ended.drainPermits();
        world.inspector.tick();
        long soon =
                world.desk.list().stream()
                        .filter(c -> c.next().isBefore(world.now.plus(Duration.ofSeconds(10))))
                        .count();
        long now =
                world.desk.list().stream()
                        .filter(c -> c.next().isBefore(world.now.plus(Duration.ofSeconds(1))))
                        .count();
        assertTrue(soon >= 250, "soon: " + soon);
        assertTrue(now < 60, "at once: " + now);
    }
}
