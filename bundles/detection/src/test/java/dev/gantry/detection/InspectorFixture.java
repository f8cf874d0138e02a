package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Checks in a world of their own, and detectors that wait. */
abstract class InspectorFixture {
    static final OptionalLong ANY = OptionalLong.empty();
    static final Duration SHORT = Duration.ofSeconds(20);
    final World world = new World();
    final Semaphore entered = new Semaphore(0);
    final CountDownLatch release = new CountDownLatch(1);

    /** Waits until it is asked to stop; then it stops, or gives its verdict all the same. */
    Detector<World.Config> patient(boolean stops) {
        return (config, context) -> {
            CountDownLatch asked = new CountDownLatch(1);
            context.cancellation().onRequest(asked::countDown);
            entered.release();
            asked.await();
            if (stops) {
                context.cancellation().check();
            }
            return Verdict.of(Status.WARN).because("slow");
        };
    }

    void assertHang() {
        assertEquals(1, world.types.blamed.size());
        String blamed = world.types.blamed.getFirst();
        assertTrue(blamed.startsWith("HANG: the inspection of check web"), blamed);
        assertTrue(blamed.endsWith(", at acme.Probe.inspect(Probe.java:7)"), blamed);
    }

    /** A detector that waits until it is interrupted. */
    void block() {
        world.types.detector =
                (config, context) -> {
                    entered.release();
                    release.await();
                    return Verdict.of(Status.OK);
                };
    }

    /** A detector that waits, whatever is done to it, until it is released. */
    void hang() {
        world.types.detector =
                (config, context) -> {
                    entered.release();
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            // it does not care
                        }
                    }
                    return Verdict.of(Status.OK);
                };
    }

    /** Starts what is due, and waits until the detector is in it. */
    void enter() throws InterruptedException {
        world.inspector.tick();
        assertTrue(entered.tryAcquire(20, TimeUnit.SECONDS));
    }

    /** Lets time pass until the check is due. */
    void due() {
        world.now =
                world.desk
                        .find("web")
                        .map(Check::next)
                        .filter(next -> next.isAfter(world.now))
                        .orElse(world.now);
    }

    CheckVerdict last() {
        return world.desk.find("web").orElseThrow().last();
    }

    void assertLast(CheckStatus status, String reason) {
        assertEquals(status, last().status());
        String first = last().reasons().getFirst();
        assertTrue(first.contains(reason), first);
    }

    static CheckSpec spec(String interval, String timeout) {
        return CheckSpec.of(
                        "web.probe",
                        "{\"url\":\"x\"}",
                        Duration.parse(interval),
                        Duration.parse(timeout))
                .shown(Card.labelled(Map.of("team", "a")));
    }
}
