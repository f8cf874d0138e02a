package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What becomes of inspections whose revision is taken away. */
class InspectorRevocationTest extends InspectorFixture {
    @Test
    void oneOnARevisionThatIsTakenAwayIsInspectedAnewWithoutAnError() throws InterruptedException {
        world.types.detector = patient(true);
        world.desk.put("web", spec("PT1H", "PT5S"), ANY);
        enter();
        assertEquals("web", world.types.asked.work());
        assertEquals(Map.of("team", "a"), world.types.asked.labels());
        world.ended.drainPermits();
        world.inspector.revoked(World.NEXT, "another");
        assertEquals(1, world.types.open.get());
        replaced(Status.OK);
        world.inspector.revoked(World.PLUGIN, "quarantined");
        world.await(3);
        assertEquals(0, world.disk.verdicts.size());
        world.tick(1);
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(World.NEXT, last().provider());
        assertEquals(1, world.disk.verdicts.size());
        assertEquals(List.of(), world.types.blamed);
    }

    /** From now on another version inspects. */
    private void replaced(Status status) {
        world.types.provider = World.NEXT;
        world.types.detector = (config, context) -> Verdict.of(status).because("new");
    }

    @Test
    void aVerdictThatIsGivenThoughAskedToStopCounts() throws InterruptedException {
        world.types.detector = patient(false);
        world.desk.put("web", spec("PT1H", "PT5S"), ANY);
        enter();
        replaced(Status.OK);
        world.ended.drainPermits();
        world.inspector.revoked(World.PLUGIN, "quarantined");
        world.await(2);
        assertLast(CheckStatus.WARN, "slow");
        world.tick(0);
        assertEquals(1, world.types.calls.get());
    }

    @Test
    void oneThatHangsOnARevisionThatIsTakenAwayIsGoneOnWithout() throws InterruptedException {
        hang();
        world.desk.put("web", spec("PT1H", "PT5S"), ANY);
        enter();
        replaced(Status.WARN);
        world.inspector.revoked(World.PLUGIN, "quarantined");
        for (double seconds : new double[] {0, 1, 5}) {
            world.pass(seconds);
            world.tick(0);
        }
        assertEquals(0, world.disk.verdicts.size());
        world.tick(1);
        assertLast(CheckStatus.WARN, "new");
        assertHang();
        world.ended.drainPermits();
        release.countDown();
        world.await(1);
        assertEquals(1, world.disk.verdicts.size());
        due();
        world.tick(1);
        assertEquals(2, world.disk.verdicts.size());
        assertEquals(0, world.types.open.get());
    }

    @Test
    void aRevocationBetweenLeaseAndInspectionIsHeard() throws InterruptedException {
        block();
        world.types.leased =
                () -> {
                    world.types.leased = () -> {};
                    world.inspector.revoked(World.PLUGIN, "quarantined");
                };
        world.desk.put("web", spec("PT1H", "PT1M"), ANY);
        enter();
        replaced(Status.OK);
        world.tick(0);
        world.pass(1);
        world.tick(1);
        assertEquals(0, world.disk.verdicts.size());
        world.tick(1);
        assertEquals(World.NEXT, last().provider());
    }
}
