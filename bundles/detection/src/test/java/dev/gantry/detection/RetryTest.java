package dev.gantry.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.spi.check.Card;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Pace;
import dev.gantry.spi.check.Urgency;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A look that is not ok is repeated, and a detector gets what the check says as its target. */
class RetryTest extends InspectorFixture {

    private final AtomicInteger looks = new AtomicInteger();

    private static CheckSpec retrying(int retries) {
        CheckSpec spec = spec("PT1M", "PT10S");
        return spec.paced(new Pace(spec.interval(), spec.timeout(), retries, Urgency.P1));
    }

    @Test
    void theFirstThatIsOkCounts() throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    if (looks.incrementAndGet() == 1) {
                        throw new IllegalStateException("reset");
                    }
                    return looks.get() == 2
                            ? Verdict.of(Status.CRITICAL).because("down")
                            : Verdict.of(Status.OK);
                };
        world.desk.put("web", retrying(4), ANY);
        world.tick(1);
        assertEquals(3, looks.get());
        assertEquals(CheckStatus.OK, last().status());
        assertEquals(List.of("after 3 looks"), last().reasons());
        assertEquals(1, world.types.calls.get(), "by one revision");
        assertEquals(1, world.disk.verdicts.size());
    }

    @Test
    void theLastCountsIfNoneIsOk() throws InterruptedException {
        world.types.detector =
                (config, context) ->
                        Verdict.of(Status.WARN).because("look " + looks.incrementAndGet());
        world.desk.put("web", retrying(2), ANY);
        world.tick(1);
        assertEquals(List.of("look 3", "after 3 looks"), last().reasons());
    }

    @Test
    void oneThatThereWasNoTimeForDoesNotCount() throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    if (looks.incrementAndGet() == 1) {
                        return Verdict.of(Status.CRITICAL).because("refused");
                    }
                    CountDownLatch asked = new CountDownLatch(1);
                    context.cancellation().onRequest(asked::countDown);
                    entered.release();
                    asked.await();
                    context.cancellation().check();
                    return null;
                };
        world.desk.put("web", retrying(2), ANY);
        enter();
        world.pass(10);
        world.tick(1);
        assertEquals(2, looks.get());
        assertLast(CheckStatus.CRITICAL, "refused");
        assertTrue(last().reasons().getLast().startsWith("this was said at look 1 of 3"));
    }

    @Test
    void aMisfitAndWantOfMemoryAreNotRepeated() throws InterruptedException {
        world.types.detector =
                (config, context) -> {
                    looks.incrementAndGet();
                    throw new OutOfMemoryError("heap");
                };
        world.desk.put("web", retrying(3), ANY);
        world.tick(1);
        assertEquals(1, looks.get());
        world.types.fits = false;
        due();
        world.tick(1);
        assertEquals(1, looks.get());
        assertLast(CheckStatus.ERROR, "the configuration does not fit acme.probes");
    }

    @Test
    void theTargetFillsThePropertyOfTheDetector() throws InterruptedException {
        world.types.detector = (config, context) -> Verdict.of(Status.OK);
        CheckSpec spec = spec("PT1M", "PT10S").shown(new Card("", "https://a/", Map.of(), ""));
        world.desk.put("web", spec, ANY);
        world.tick(1);
        assertEquals("{\"url\":\"x\"}", world.types.input);
        world.types.schema = "{\"properties\":{\"target\":{\"type\":\"string\"}}}";
        due();
        world.tick(1);
        assertEquals("{\"url\":\"x\",\"target\":\"https://a/\"}", world.types.input);
        world.desk.put(
                "web",
                new CheckSpec(
                        spec.detector(),
                        "{\"target\":\"b\"}",
                        spec.pace(),
                        spec.judging(),
                        null,
                        spec.card(),
                        false),
                ANY);
        world.tick(1);
        assertEquals("{\"target\":\"b\"}", world.types.input);
    }
}
