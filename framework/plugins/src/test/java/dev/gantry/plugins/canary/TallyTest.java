package dev.gantry.plugins.canary;

import static dev.gantry.plugins.canary.Attempts.NEW;
import static dev.gantry.plugins.canary.Attempts.OLD;
import static dev.gantry.plugins.canary.Attempts.START;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;

class TallyTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private final Tally tally = new Tally(NEW, OLD, START);

    private void count(RevisionRef plugin, int number, Attempt.State state, String error) {
        tally.count(Attempts.attempt(plugin, "a", number, state, error, START, SHORT));
    }

    private static void shows(long attempts, long failed, long timed, Tally.Side side) {
        assertEquals(attempts, side.attempts());
        assertEquals(failed, side.failed());
        assertEquals(timed, side.times().total());
    }

    @Test
    void countsFailuresAndTheTimesOfSuccessOnEachSide() {
        count(NEW, 1, Attempt.State.SUCCEEDED, null);
        count(NEW, 1, Attempt.State.FAILED, "java.io.IOException");
        count(NEW, 1, Attempt.State.FAILED, "timeout");
        count(NEW, 1, Attempt.State.ABANDONED, "timeout");
        count(OLD, 1, Attempt.State.SUCCEEDED, null);
        Tally.Pair seen = tally.seen().get("a");
        shows(4, 3, 1, seen.canary());
        shows(1, 0, 1, seen.control());
        assertTrue(seen.comparable());
    }

    @Test
    void leavesOutWhatSaysNothingOfTheCode() {
        count(NEW, 1, Attempt.State.FAILED, "cancelled");
        count(NEW, 1, Attempt.State.ABANDONED, "cancelled");
        count(NEW, 1, Attempt.State.LOST, null);
        count(NEW, 2, Attempt.State.FAILED, "java.io.IOException");
        count(
                new RevisionRef("acme.tools", "1.1.0", "ef".repeat(32)),
                1,
                Attempt.State.FAILED,
                "java.io.IOException");
        Instant before = START.minusMillis(1);
        tally.count(
                Attempts.attempt(
                        OLD, "a", 1, Attempt.State.SUCCEEDED, null, before, Duration.ofHours(1)));
        assertEquals(Map.of(), tally.seen());
    }

    @Test
    void keepsTaskTypesApart() {
        tally.count(Attempts.failed(NEW, "a"));
        tally.count(Attempts.failed(OLD, "b"));
        assertEquals(2, tally.seen().size());
        assertTrue(tally.seen().values().stream().noneMatch(Tally.Pair::comparable));
    }

    @Test
    void beginsAfreshWithOrWithoutTheControlsFigures() {
        count(NEW, 1, Attempt.State.SUCCEEDED, null);
        count(OLD, 1, Attempt.State.SUCCEEDED, null);
        assertEquals(Map.of(), tally.afresh(START, false).seen());
        Tally.Pair kept = tally.afresh(START, true).seen().get("a");
        shows(0, 0, 0, kept.canary());
        shows(1, 0, 1, kept.control());
    }

    @Test
    void losesNothingAmongThreads() {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(
                        () -> {
                            for (int n = 0; n < 10_000; n++) {
                                tally.count(
                                        n % 10 == 0
                                                ? Attempts.failed(NEW)
                                                : Attempts.succeeded(NEW, SHORT));
                            }
                        });
            }
        }
        shows(40_000, 4_000, 36_000, tally.seen().get("acme.greet").canary());
    }
}
