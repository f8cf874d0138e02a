package dev.gantry.telemetry.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class AdaptiveSamplerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Random random = new Random(42);
    private long now;
    private AdaptiveSampler sampler;
    private double weighed;

    /**
     * Traces come at random.
     *
     * @return spans that were kept a second
     */
    private double load(double traces, int spans, double failing, double seconds) {
        long end = now + (long) (seconds * SECOND);
        double kept = 0;
        weighed = 0;
        while (true) {
            now += (long) (-Math.log(1 - random.nextDouble()) / traces * SECOND);
            if (now >= end) {
                now = end;
                return kept / seconds;
            }
            boolean must = random.nextDouble() < failing;
            double share = must ? 1 : sampler.share(now);
            boolean isKept = random.nextDouble() < share;
            sampler.decided(spans, must, isKept);
            if (isKept) {
                kept += spans;
                weighed += 1 / share;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 500, 2", "100, 5000, 2", "1000, 1000, 3", "50, 200, 4", "5000, 20000, 2"})
    void holdsItsTargetThroughAStepUpAndDown(double target, double traces, int spans) {
        sampler = new AdaptiveSampler(target, now);
        double before = load(traces, spans, 0.0001, 60);
        assertEquals(target, before, target * 0.1, "before");
        double up = load(10 * traces, spans, 0.0001, 30);
        IO.println("target %.0f, tenfold load: %.1f spans/s".formatted(target, up));
        assertEquals(target, up, target * 0.1, "the 30 s after the step up");
        assertEquals(10 * traces * 30, weighed, 10 * traces * 30 * 0.2, "what they stand for");
        double down = load(traces, spans, 0.0001, 30);
        assertEquals(target, down, target * 0.1, "the 30 s after the step down");
        double settled = load(traces, spans, 0.0001, 30);
        assertEquals(target, settled, target * 0.1, "later");
    }

    @Test
    void keepsAllWhereLessComesThanTheTarget() {
        sampler = new AdaptiveSampler(100, now);
        assertEquals(20, load(10, 2, 0, 100), 5);
        assertEquals(1, sampler.share(now));
    }

    @Test
    void whatMustBeKeptTakesItsPartAndNeverLess() {
        sampler = new AdaptiveSampler(100, now);
        load(1000, 2, 0.02, 30);
        assertEquals(100, load(1000, 2, 0.02, 60), 10);
        double more = load(1000, 2, 0.5, 60);
        assertEquals(1010, more, 100, "errors are beyond the target, and others are among them");
        assertEquals(100, load(1000, 2, 0.0, 60), 30, "and it recovers");
    }

    @Test
    void aBurstAfterSilenceIsNoFlood() {
        sampler = new AdaptiveSampler(100, now);
        load(0.01, 2, 0, 3600);
        double kept = load(10_000, 2, 0, 30);
        assertEquals(100, kept, 15);
    }

    @Test
    void burstsWithinASecondAreAverageLoad() {
        sampler = new AdaptiveSampler(100, now);
        double kept = 0;
        for (int i = 0; i < 200; i++) {
            kept += load(20_000, 2, 0, 0.05) * 0.05;
            now += SECOND / 4;
        }
        assertEquals(100, kept / 60, 15);
    }

    @Test
    void theTargetIsChangedAtOnce() {
        sampler = new AdaptiveSampler(0, now);
        assertEquals(2000, load(1000, 2, 0, 10), 200);
        sampler.target(100);
        assertEquals(100, load(1000, 2, 0, 30), 15);
        sampler.target(0);
        assertEquals(1, sampler.share(now));
    }
}
