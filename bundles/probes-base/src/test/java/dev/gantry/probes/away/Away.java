package dev.gantry.probes.away;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.probes.PathCalls;
import dev.gantry.testkit.DetectorRunner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A path as on a file server that is away: a look asked it, and waits for the answer still. */
public final class Away implements AutoCloseable {
    private final CountDownLatch back = new CountDownLatch(1);
    private volatile Thread asked;
    private final PathCalls calls = new PathCalls();

    public Away(Path path, DetectorRunner detectors) {
        Detector<Nothing> first =
                new Detector<>() {
                    @Override
                    public Verdict inspect(Nothing config, CheckContext context) throws Exception {
                        return calls.call(context, path, Away.this::hang);
                    }
                };
        detectors.timeout(Duration.ofMillis(200));
        assertThat(detectors.inspect(first, new Nothing())).error(PathCalls.NoAnswer.class);
    }

    /** What the look needs to know. */
    public record Nothing() {}

    /** Whoever asks by these finds the path away. */
    public PathCalls calls() {
        return calls;
    }

    private Verdict hang() {
        asked = Thread.currentThread();
        boolean away = true;
        while (away) {
            try {
                back.await();
                away = false;
            } catch (InterruptedException asInTheKernel) {
                Thread.onSpinWait();
            }
        }
        return Verdict.of(Status.OK);
    }

    /** It answers, and whoever looks from now on asks it again. */
    @Override
    public void close() throws InterruptedException {
        back.countDown();
        asked.join();
    }
}
