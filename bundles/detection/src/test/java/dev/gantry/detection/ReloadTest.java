package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What another node did to checks. */
class ReloadTest extends InspectorFixture {

    @Test
    void showsWhatAnotherNodeSaid() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        world.desk.put("web", spec("PT1M", "PT5S"), ANY);
        world.tick(1);
        world.pass(60);
        CheckVerdict other =
                new CheckVerdict(
                        world.now,
                        CheckStatus.WARN,
                        List.of("slow"),
                        Map.of(),
                        Duration.ZERO,
                        World.PLUGIN);
        world.disk.verdicts.add(new CheckJson().write("web", other));
        world.desk.reload(false);
        assertEquals(CheckStatus.OK, last().status(), "only what was changed is read");
        world.desk.reload(true);
        assertEquals(other, last());
    }
}
