package dev.gantry.telemetry.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.SampleEvents;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SieveTest {
    private static final String LOW = "4bf92f3577b34da6a300000000000001";
    private static final String HIGH = "4bf92f3577b34da6a3ffffffffffffff";
    private static final Duration SLOW = Duration.ofSeconds(10);
    private static final Sieve.Rule HALF = new Sieve.Rule(false, Threshold.of(0.5), SLOW);

    private final List<Told> passed = new ArrayList<>();
    private boolean room = true;
    private final Sieve sieve =
            new Sieve(
                    HALF,
                    told -> {
                        if (room) {
                            passed.add(told);
                        }
                        return room;
                    });

    private void attempt(String run, String trace, Attempt.State state, String parent) {
        sieve.add(
                SampleEvents.attempt(
                        run,
                        "t",
                        state,
                        "00-" + trace + "-00f067aa0ba902b7-01",
                        parent,
                        SampleEvents.plain()));
    }

    private void end(String run, String trace, RunResult result, int attempt, Event.Origin from) {
        end(run, trace, result, attempt, from, Duration.ofMillis(20));
    }

    private void end(
            String run,
            String trace,
            RunResult result,
            int attempt,
            Event.Origin from,
            Duration took) {
        Event.RunChanged event = SampleEvents.finished(run, "t", result);
        sieve.add(
                new Event.RunChanged(
                        event.startedAt().plus(took),
                        run,
                        "t",
                        event.plugin(),
                        event.state(),
                        result,
                        null,
                        attempt,
                        "default",
                        event.sla(),
                        trace,
                        event.createdAt(),
                        event.startedAt(),
                        from));
    }

    /** Whole runs, of which the sieve sees one attempt that went well and then the end. */
    private void ordinary(String run, String trace) {
        attempt(run, trace, Attempt.State.SUCCEEDED, null);
        end(run, trace, RunResult.SUCCESS, 1, null);
    }

    private List<Class<?>> kinds() {
        List<Class<?>> kinds = new ArrayList<>();
        passed.forEach(told -> kinds.add(told.getClass()));
        return kinds;
    }

    private void assertApart() {
        assertEquals(List.of(Told.OfAttempt.class, Told.OfRun.class), kinds());
        assertEquals(0, sieve.left());
    }

    @Test
    void theTraceDecidesAboutAnOrdinaryRun() {
        ordinary("low", LOW);
        assertEquals(List.of(), passed);
        assertEquals(2, sieve.left());
        assertEquals(0, sieve.left(), "is told once");
        ordinary("high", HIGH);
        assertEquals(List.of(Told.Whole.class), kinds());
        assertEquals(Threshold.of(0.5), passed.getFirst().threshold());
        assertEquals(2, passed.getFirst().spans());
    }

    @Test
    void runsBetweenEachOthersEventsAreToldApart() {
        attempt("a", LOW, Attempt.State.SUCCEEDED, null);
        attempt("b", HIGH, Attempt.State.SUCCEEDED, null);
        end("a", LOW, RunResult.SUCCESS, 1, null);
        end("b", HIGH, RunResult.SUCCESS, 1, null);
        assertEquals(2, sieve.left());
        assertEquals(HIGH, passed.getFirst().traceId());
    }

    @Test
    void whileThereIsRoomEverythingPassesAtOnce() {
        sieve.rule(new Sieve.Rule(false, Threshold.NONE, SLOW));
        attempt("low", LOW, Attempt.State.SUCCEEDED, null);
        assertEquals(List.of(Told.OfAttempt.class), kinds());
        end("low", LOW, RunResult.SUCCESS, 1, null);
        assertApart();
    }

    @Test
    void anAttemptThatFailedPasses() {
        attempt("low", LOW, Attempt.State.FAILED, null);
        end("low", LOW, RunResult.FAILURE, 1, null);
        assertApart();
    }

    @Test
    void aSlowRunPasses() {
        attempt("low", LOW, Attempt.State.SUCCEEDED, null);
        end("low", LOW, RunResult.SUCCESS, 1, null, SLOW);
        assertApart();
    }

    @Test
    void aRunThatEndedInTimeOutAfterItsAttemptPasses() {
        attempt("low", LOW, Attempt.State.SUCCEEDED, null);
        end("low", LOW, RunResult.TIMEOUT, 1, null);
        assertApart();
    }

    @Test
    void whatBelongsToACallersTracePasses() {
        attempt("low", LOW, Attempt.State.SUCCEEDED, "00f067aa0ba902b7");
        end(
                "low",
                LOW,
                RunResult.SUCCESS,
                1,
                new Event.Origin("00f067aa0ba902b7", true, "", null, List.of()));
        assertApart();
    }

    @Test
    void aRunOfWhoseTraceMoreWasToldPassesUntilThatIsDecided() {
        sieve.add(work(LOW));
        passed.clear();
        ordinary("parent", LOW);
        assertApart();
        passed.clear();
        sieve.decided(LOW);
        ordinary("parent", LOW);
        assertEquals(List.of(), passed);
    }

    @Test
    void whatFoundNoRoomHoldsNothingOpen() {
        room = false;
        sieve.add(work(LOW));
        room = true;
        ordinary("r", LOW);
        assertEquals(2, sieve.left());
    }

    @Test
    void attemptsWhoseRunDoesNotEndAreGivenOn() {
        for (int i = 0; i < 1025; i++) {
            attempt("r" + i, LOW, Attempt.State.SUCCEEDED, null);
        }
        assertEquals(List.of(Told.OfAttempt.class), kinds());
    }

    private static Told work(String trace) {
        return new Told.OfWork(
                new WorkSpans(trace, "", "r", "t", 1, SampleEvents.FILES, "default", List.of(), 0));
    }
}
