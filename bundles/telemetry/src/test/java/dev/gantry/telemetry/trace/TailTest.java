package dev.gantry.telemetry.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.WorkSpan;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.SampleEvents;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class TailTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String LOW = "4bf92f3577b34da6a300000000000001";
    private static final String HIGH = "4bf92f3577b34da6a3ffffffffffffff";

    private final List<String> kept = new ArrayList<>();
    private int left;
    private final List<Long> thresholds = new ArrayList<>();
    private final AdaptiveSampler sampler = new AdaptiveSampler(100, 0);
    private final Tail tail =
            new Tail(
                    new Tail.Limits(8, 1000, Duration.ofSeconds(60)),
                    sampler,
                    Duration.ofSeconds(10),
                    new Tail.Out() {
                        @Override
                        public void kept(Told told, long threshold, boolean must) {
                            kept.add(name(told));
                            thresholds.add(threshold);
                        }

                        @Override
                        public void left(int spans) {
                            left += spans;
                        }
                    });
    private long now;

    private static String name(Told told) {
        return switch (told) {
            case Told.OfRun run -> "run " + run.event().id();
            case Told.Whole whole -> "whole " + whole.run().id();
            case Told.OfAttempt attempt -> "attempt " + attempt.event().runId();
            case Told.OfWork work -> "work " + work.work().runId();
            case Told.OfInspection inspection -> "check " + inspection.span().check();
        };
    }

    /** Half of the ordinary traces are kept from now on. */
    private void busy() {
        for (int i = 0; i < 4; i++) {
            for (int n = 0; n < 100; n++) {
                sampler.decided(2, false, n % 2 == 0);
            }
            now += SECOND;
            sampler.share(now);
        }
        assertEquals(0.5, sampler.share(now), 0.1);
    }

    @Test
    void inspectionsThatFoundSomethingOrBrokeOrWereSlowAreKept() {
        for (CheckStatus verdict : CheckStatus.values()) {
            assertEquals(
                    verdict == CheckStatus.CRITICAL || verdict == CheckStatus.ERROR,
                    inspection(verdict, Duration.ofSeconds(9)).must(Duration.ofSeconds(10)),
                    verdict.name());
        }
        Told slow = inspection(CheckStatus.OK, Duration.ofSeconds(10));
        assertTrue(slow.must(Duration.ofSeconds(10)));
        assertFalse(slow.must(Duration.ZERO), "slow is never");
        tail.rule(1000, Duration.ofSeconds(10), now);
        tail.add(slow, now);
        assertEquals(0, tail.waiting(), "decided at once, as nothing else comes of its trace");
    }

    private static Told inspection(CheckStatus verdict, Duration took) {
        return new Told.OfInspection(
                new InspectionSpan(
                        "a".repeat(32),
                        "b".repeat(16),
                        "web",
                        "web.probe",
                        SampleEvents.FILES,
                        verdict,
                        "so",
                        null,
                        SampleEvents.STARTED,
                        SampleEvents.STARTED.plus(took)));
    }

    private void attempt(String run, String trace, Attempt.State state) {
        tail.add(
                new Told.OfAttempt(
                        SampleEvents.attempt(
                                run,
                                "t",
                                state,
                                "00-" + trace + "-00f067aa0ba902b7-01",
                                null,
                                SampleEvents.plain())),
                now);
    }

    private void end(String run, String trace, RunResult result, Event.Origin origin) {
        Event.RunChanged event = SampleEvents.finished(run, "t", result);
        end(event, trace, origin, Duration.ofMillis(300), 1);
    }

    private void end(
            Event.RunChanged event, String trace, Event.Origin origin, Duration took, int attempt) {
        tail.add(
                new Told.OfRun(
                        new Event.RunChanged(
                                event.startedAt().plus(took),
                                event.id(),
                                event.task(),
                                event.plugin(),
                                event.state(),
                                event.result(),
                                null,
                                attempt,
                                event.tenant(),
                                event.sla(),
                                trace,
                                event.createdAt(),
                                event.startedAt(),
                                origin)),
                now);
    }

    private static Event.Origin child(String of) {
        return new Event.Origin("00f067aa0ba902b7", true, "", of, List.of());
    }

    @Test
    void nothingIsDecidedBeforeTheRootIsOver() {
        busy();
        attempt("child", HIGH, Attempt.State.SUCCEEDED);
        end("child", HIGH, RunResult.SUCCESS, child("p"));
        attempt("p", HIGH, Attempt.State.SUCCEEDED);
        assertEquals(3, tail.waiting());
        assertEquals(List.of(), kept);
        end("p", HIGH, RunResult.SUCCESS, null);
        assertEquals(List.of("attempt child", "run child", "attempt p", "run p"), kept);
        assertTrue(Threshold.weight(thresholds.getFirst()) > 1.5);
        assertEquals(0, tail.waiting());
    }

    @Test
    void theShareDecidesByTheTrace() {
        busy();
        end("low", LOW, RunResult.SUCCESS, null);
        end("high", HIGH, RunResult.SUCCESS, null);
        assertEquals(1, left);
        assertEquals(List.of("run high"), kept);
    }

    @Test
    void aFailureAnywhereKeepsTheWholeTraceWithoutWeight() {
        busy();
        attempt("child", LOW, Attempt.State.FAILED);
        attempt("p", LOW, Attempt.State.SUCCEEDED);
        end("p", LOW, RunResult.SUCCESS, null);
        assertEquals(List.of("attempt child", "attempt p", "run p"), kept);
        assertEquals(List.of(0L, 0L, 0L), thresholds);
    }

    @Test
    void slowOnesAndThoseThatWereRepeatedAreKept() {
        busy();
        Event.RunChanged run = SampleEvents.finished("r", "t", RunResult.SUCCESS);
        end(run, LOW, null, Duration.ofMillis(9_999), 1);
        assertEquals(1, left);
        end(run, LOW, null, Duration.ofSeconds(10), 1);
        end(run, LOW, null, Duration.ofSeconds(1), 2);
        assertEquals(List.of("run r", "run r"), kept);
    }

    @Test
    void whoeverSampledBeforeIsCountedIn() {
        busy();
        end(
                "r",
                HIGH,
                RunResult.FAILURE,
                new Event.Origin("00f067aa0ba902b7", true, "ot=th:c", null, List.of()));
        assertEquals(List.of(Threshold.of(0.25)), thresholds);
    }

    @Test
    void aTraceOfWhichTheCallerKeepsNothingIsNeitherKeptNorCounted() {
        end(
                "r",
                HIGH,
                RunResult.FAILURE,
                new Event.Origin("00f067aa0ba902b7", false, "", null, List.of()));
        assertEquals(List.of(), kept);
        assertEquals(0, left);
    }

    @Test
    void nothingWaitsWhileThereIsRoomForAll() {
        attempt("a", HIGH, Attempt.State.SUCCEEDED);
        assertEquals(0, tail.waiting());
        assertEquals(List.of("attempt a"), kept);
    }

    @Test
    void whatWaitsTooLongOrIsTooMuchIsDecidedEarly() {
        busy();
        attempt("a", HIGH, Attempt.State.SUCCEEDED);
        now += 59 * SECOND;
        tail.pass(now);
        assertEquals(1, tail.waiting());
        now += SECOND;
        tail.pass(now);
        assertEquals(List.of("attempt a"), kept);
        busy();
        for (int i = 0; i < 20; i++) {
            attempt("b" + i, "%032x".formatted(i + 1), Attempt.State.FAILED);
        }
        assertEquals(8, tail.waiting());
        assertEquals(13, kept.size());
    }

    @Test
    void longTextsCountToo() {
        busy();
        for (int i = 0; i < 3; i++) {
            WorkSpan span =
                    new WorkSpan(
                            "s",
                            "internal",
                            "1111111111111111",
                            "00f067aa0ba902b7",
                            SampleEvents.STARTED,
                            SampleEvents.FINISHED,
                            Map.of("text", "x".repeat(400)),
                            null,
                            null,
                            false);
            tail.add(
                    new Told.OfWork(
                            new WorkSpans(
                                    HIGH.substring(0, 31) + i,
                                    "",
                                    "r" + i,
                                    "t",
                                    1,
                                    SampleEvents.FILES,
                                    "default",
                                    List.of(span),
                                    0)),
                    now);
        }
        assertEquals(List.of("work r0"), kept);
        assertEquals(2, tail.waiting());
    }

    @Test
    void whatWasLetGoBeforeIsCountedInAndWhatWasKeptBeforeKeepsItsWeight() {
        busy();
        double share = sampler.share(now);
        tail.passed(100_000);
        now += SECOND;
        assertTrue(sampler.share(now) < share / 100);
        assertEquals(100_000, left);

        busy();
        Event.RunChanged run = SampleEvents.finished("w", "t", RunResult.SUCCESS);
        long threshold = Threshold.of(0.001);
        tail.add(
                new Told.Whole(
                        SampleEvents.attempt(
                                "w",
                                "t",
                                Attempt.State.SUCCEEDED,
                                "00-" + HIGH + "-00f067aa0ba902b7-01",
                                null,
                                SampleEvents.plain()),
                        run,
                        threshold),
                now);
        assertEquals(List.of("whole w"), kept);
        assertEquals(List.of(threshold), thresholds);
        assertEquals(0, tail.waiting());
    }

    @Test
    void withoutATargetAllGoesThroughAtOnce() {
        attempt("a", LOW, Attempt.State.SUCCEEDED);
        tail.rule(0, Duration.ZERO, now);
        assertEquals(List.of("attempt a"), kept);
        attempt("b", LOW, Attempt.State.SUCCEEDED);
        assertEquals(0, tail.waiting());
        assertEquals(2, kept.size());
    }
}
