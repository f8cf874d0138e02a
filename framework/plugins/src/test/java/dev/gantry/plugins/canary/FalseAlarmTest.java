package dev.gantry.plugins.canary;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.plugin.RevisionRef;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** How often the rule is wrong, and how soon it is right, over many simulated steps. */
class FalseAlarmTest {
    private static final int MINIMUM = 50;

    /** How attempts go: the median of a lognormal time with a long tail. */
    private record Nature(double failures, double median) {
        Event.AttemptFinished attempt(RevisionRef plugin, Random random) {
            if (random.nextDouble() < failures) {
                return Attempts.failed(plugin);
            }
            double millis = median * Math.exp(random.nextGaussian());
            return Attempts.succeeded(plugin, Duration.ofNanos((long) (millis * 1e6)));
        }
    }

    private static final Nature USUAL = new Nature(0.01, 40);

    /** One step; the canary's attempts at its end, and whether it was rolled back. */
    private record Played(long attempts, boolean worse, boolean naive) {}

    private static Played play(Nature canary, double share, int attempts, Random random) {
        Step step = Step.begin(Attempts.canary(MINIMUM, 50), 0, Attempts.START);
        long canaries = 0;
        boolean naive = false;
        for (int i = 1; i <= attempts; i++) {
            boolean chosen = random.nextDouble() < share;
            canaries += chosen ? 1 : 0;
            step.tally()
                    .count(
                            chosen
                                    ? canary.attempt(Attempts.NEW, random)
                                    : USUAL.attempt(Attempts.OLD, random));
            if (i % 50 == 0 || i == attempts) {
                Instant now = i == attempts ? step.until() : Attempts.START.plusSeconds(1);
                Map<String, Tally.Pair> seen = step.tally().seen();
                naive |= step.evidence().enough() && Rule.judge(seen, 0.01).isPresent();
                Optional<Step.Outcome> outcome = step.look(now);
                if (outcome.orElse(null) instanceof Step.Outcome.Worse) {
                    return new Played(canaries, true, naive);
                }
            }
        }
        return new Played(canaries, false, naive);
    }

    @Test
    void anEqualCanaryIsRolledBackInAtMostOneStepOfHundred() {
        Random random = new Random(20260301);
        int steps = 1000;
        for (double share : new double[] {0.1, 0.5, 0.9}) {
            int alarms = 0;
            int naive = 0;
            for (int i = 0; i < steps; i++) {
                Played played = play(USUAL, share, 1000, random);
                alarms += played.worse() ? 1 : 0;
                naive += played.naive() ? 1 : 0;
            }
            assertTrue(alarms <= Looks.STEP * steps, share + ": " + alarms + " of " + steps);
            assertTrue(naive > 2 * Looks.STEP * steps, share + ": naive only " + naive);
        }
    }

    /** The attempts of the canary within which 95 of 100 canaries are rolled back. */
    private static long soon(Nature canary, double share, Random random) {
        int steps = 400;
        long[] needed = new long[steps];
        for (int i = 0; i < steps; i++) {
            Played played = play(canary, share, 4000, random);
            needed[i] = played.worse() ? played.attempts() : Long.MAX_VALUE;
        }
        Arrays.sort(needed);
        return needed[steps * 95 / 100];
    }

    @Test
    void aWorseCanaryIsRolledBackSoon() {
        Random random = new Random(20260302);
        Nature failing = new Nature(0.1, 40);
        Nature broken = new Nature(0.5, 40);
        Nature slow = new Nature(0.01, 80);
        Nature slower = new Nature(0.01, 120);
        within(200, failing, 0.05, random);
        within(400, failing, 0.5, random);
        within(60, broken, 0.05, random);
        within(200, slow, 0.05, random);
        within(500, slow, 0.5, random);
        within(60, slower, 0.05, random);
    }

    private static void within(long attempts, Nature canary, double share, Random random) {
        long needed = soon(canary, share, random);
        assertTrue(needed <= attempts, canary + " at " + share + " needed " + needed);
    }
}
