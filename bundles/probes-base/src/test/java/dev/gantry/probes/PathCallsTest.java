package dev.gantry.probes;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.api.context.CancelledException;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@GantryTest
class PathCallsTest {
    private static final Path PATH = Path.of("/srv");

    private final PathCalls calls = new PathCalls();
    private final CountDownLatch back = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Thread> stuck = new AtomicReference<>();

    record Nothing() {}

    private Inspection look(DetectorRunner detectors, Path path, Callable<Verdict> work) {
        Detector<Nothing> detector =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        try {
                            return calls.call(context, path, work);
                        } catch (PathCalls.NoAnswer e) {
                            return Report.of(Status.UNKNOWN, "%s %s", path, e.getMessage());
                        }
                    }
                };
        return detectors.inspect(detector, new Nothing());
    }

    private Verdict hang() {
        asked.incrementAndGet();
        stuck.set(Thread.currentThread());
        while (back.getCount() > 0) {
            try {
                back.await();
            } catch (InterruptedException asInTheKernel) {
                Thread.onSpinWait();
            }
        }
        return Verdict.of(Status.OK);
    }

    @Test
    void whatDoesNotAnswerIsNotAskedAgainUntilItDoes(DetectorRunner detectors) throws Exception {
        detectors.timeout(Duration.ofMillis(200));
        assertThat(look(detectors, PATH, this::hang))
                .unknown()
                .because("/srv did not answer in time");
        for (int i = 0; i < 3; i++) {
            assertThat(look(detectors, PATH, this::hang))
                    .unknown()
                    .because("/srv has not answered since an earlier look");
        }
        assertEquals(1, asked.get());
        detectors.timeout(Duration.ofMinutes(1));
        assertThat(look(detectors, Path.of("/"), () -> Verdict.of(Status.OK))).ok();
        back.countDown();
        assertTrue(stuck.get().join(Duration.ofSeconds(10)));
        assertThat(look(detectors, PATH, this::hang)).ok();
    }

    @Test
    void whoeverComesInTheMeantimeWaitsForHisTurn(DetectorRunner detectors) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        detectors.timeout(Duration.ofMinutes(1));
        var first =
                CompletableFuture.supplyAsync(
                        () ->
                                look(
                                        detectors,
                                        PATH,
                                        () -> {
                                            began.countDown();
                                            return hang();
                                        }));
        began.await();
        detectors.timeout(Duration.ofMillis(200));
        assertThat(look(detectors, PATH, this::hang))
                .unknown()
                .because("has not answered since an earlier look");
        detectors.timeout(Duration.ofMinutes(1));
        var second = CompletableFuture.supplyAsync(() -> look(detectors, PATH, this::hang));
        back.countDown();
        assertThat(first.get()).ok();
        assertThat(second.get()).ok();
        assertEquals(2, asked.get());
    }

    @Test
    void otherQuestionsAreAskedBesidesUntilOneIsNotAnswered(DetectorRunner detectors)
            throws Exception {
        Detector<Nothing> other =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        try {
                            return calls.call(
                                    context, PATH, "?", () -> Verdict.of(Status.OK), () -> {});
                        } catch (PathCalls.NoAnswer e) {
                            return Report.of(Status.UNKNOWN, "%s %s", PATH, e.getMessage());
                        }
                    }
                };
        detectors.timeout(Duration.ofMillis(500));
        Verdict[] besides = new Verdict[1];
        assertThat(
                        look(
                                detectors,
                                PATH,
                                () -> {
                                    besides[0] = detectors.inspect(other, new Nothing()).verdict();
                                    return hang();
                                }))
                .unknown();
        assertEquals(Status.OK, besides[0].status());
        assertThat(detectors.inspect(other, new Nothing()))
                .unknown()
                .because("/srv has not answered since an earlier look");
        back.countDown();
        assertTrue(stuck.get().join(Duration.ofSeconds(10)));
        assertThat(detectors.inspect(other, new Nothing())).ok();
    }

    @Test
    void whatIsThrownAndAStopLeaveThePathFree(DetectorRunner detectors) {
        assertThat(
                        look(
                                detectors,
                                PATH,
                                () -> {
                                    throw new IOException("no");
                                }))
                .error(IOException.class);
        detectors.timeout(Duration.ofHours(1));
        assertThat(
                        look(
                                detectors,
                                PATH,
                                () -> {
                                    detectors.clock().advance(Duration.ofHours(2));
                                    return null;
                                }))
                .error(CancelledException.class);
        assertThat(look(detectors, PATH, () -> Verdict.of(Status.OK))).ok();
    }
}
