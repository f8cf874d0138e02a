package dev.gantry.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;
import dev.gantry.spi.store.StatisticsStore;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

class CountingTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeStore store = new FakeStore();
    private Instant now = START;
    private final InstantSource clock = () -> now;
    private boolean leading = true;
    private Counting counting = gantry(1);
    private int last;

    private Counting gantry(int node) {
        return new Counting(store, node, () -> leading, clock);
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    /** A run that is on disk, and of which is told, or not any more. */
    private void run(String task, String tenant, RunResult result, long ms, boolean told) {
        Instant made = now.minusMillis(ms + 40);
        long id = RunId.first(made) + ++last;
        Instant started = now.minusMillis(ms);
        store.runs.add(
                new StatisticsStore.FinishedRun(
                        id,
                        task,
                        tenant,
                        result.name().toLowerCase(Locale.ROOT),
                        started.toEpochMilli(),
                        now.toEpochMilli()));
        if (told) {
            counting.on(event(id, task, tenant, RunState.RUNNING, null, started, started));
            counting.on(event(id, task, tenant, RunState.FINISHED, result, now, started));
        }
    }

    private static Event.RunChanged event(
            long id,
            String task,
            String tenant,
            RunState state,
            RunResult result,
            Instant at,
            Instant started) {
        return new Event.RunChanged(
                at,
                RunId.text(id),
                task,
                null,
                state,
                result,
                null,
                1,
                tenant,
                SlaClass.SILVER,
                "t",
                RunId.createdAt(id),
                started);
    }

    private RunStatistics lastHour() {
        return counting.of(HOUR, MINUTE, null, null);
    }

    private static long finished(RunStatistics all) {
        return all.series().stream()
                .flatMap(step -> step.figures().finished().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void countsByTheMinuteAndTellsAtOnce() {
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 100, true);
        later(MINUTE.plusSeconds(1));
        run("a.b", "blue", RunResult.FAILURE, 3000, true);
        run("c.d", "red", RunResult.SUCCESS, 200, true);
        RunStatistics all = lastHour();
        assertEquals(60, all.series().size());
        assertEquals(Instant.parse("2026-03-01T11:02:00Z"), all.from());
        assertEquals(now, all.to());
        RunStatistics.Step first = all.series().get(58);
        assertEquals(START, first.at());
        assertEquals(1, first.figures().finished().get(RunResult.SUCCESS));
        assertEquals(100, first.figures().p50().toMillis(), 7);
        RunStatistics.Step second = all.series().get(59);
        assertEquals(1, second.figures().finished().get(RunResult.FAILURE));
        assertEquals(1, second.started(), "one of them started in the minute before");
        assertEquals(40, second.waitP95().toMillis(), 3);
        assertNull(all.series().getFirst().figures().p50());
        assertEquals(2, all.tasks().size());
        assertEquals("a.b", all.tasks().getFirst().task());
        assertEquals(RunResult.FAILURE, all.tasks().getFirst().last().result());
        assertEquals(now, all.tasks().getFirst().last().finishedAt());
        assertEquals(2, finished(counting.of(HOUR, MINUTE, "a.b", null)));
        assertEquals(1, finished(counting.of(HOUR, MINUTE, null, "red")));
        assertEquals(0, finished(counting.of(HOUR, MINUTE, "a.b", "red")));
    }

    @Test
    void isTheSameAfterAStopAndAStart() {
        counting.sync();
        for (int i = 0; i < 90; i++) {
            run("a.b", "blue", RunResult.SUCCESS, i, true);
            later(MINUTE);
            counting.sync();
        }
        RunStatistics before = counting.of(Duration.ofHours(3), Duration.ofHours(1), null, null);
        assertEquals(90, finished(before));
        counting = gantry(1);
        counting.sync();
        assertEquals(before, counting.of(Duration.ofHours(3), Duration.ofHours(1), null, null));
        assertEquals(
                90, finished(counting.of(Duration.ofHours(3), Duration.ofMinutes(10), null, null)));
    }

    @Test
    void aCrashLosesNothingAndCountsNothingTwice() {
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 20, true);
        later(Duration.ofSeconds(90));
        run("a.b", "blue", RunResult.TIMEOUT, 30, true);
        RunStatistics before = lastHour();
        assertEquals(3, finished(before));
        counting = gantry(1);
        counting.sync();
        assertEquals(before, lastHour());
        counting.sync();
        later(Duration.ofHours(2));
        counting.sync();
        assertEquals(3, finished(counting.of(Duration.ofHours(4), HOUR, null, null)));
        assertEquals(3, finished(counting.of(Duration.ofHours(4), MINUTE, null, null)));
    }

    @Test
    void takesUpRunsFromBeforeItFirstCounted() {
        run("a.b", "blue", RunResult.SUCCESS, 10, false);
        later(Duration.ofDays(8));
        run("a.b", "blue", RunResult.ERROR, 20, false);
        later(Duration.ofDays(2));
        counting = gantry(1);
        counting.sync();
        RunStatistics all = counting.of(Duration.ofDays(7), HOUR, null, null);
        assertEquals(1, finished(all));
        assertEquals(RunResult.ERROR, all.tasks().getFirst().last().result());
    }

    @Test
    void aRunThatIsToldLateIsCountedOnce() {
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        run("a.b", "blue", RunResult.SUCCESS, 10, false);
        long id = RunId.first(now) + 999;
        Event.RunChanged late =
                event(id, "a.b", "blue", RunState.FINISHED, RunResult.SUCCESS, now, now);
        counting.sync();
        counting.on(late);
        assertEquals(3, finished(lastHour()));
        StatisticsStore.FinishedRun read = store.runs.getLast();
        counting.on(
                event(read.id(), "a.b", "blue", RunState.FINISHED, RunResult.SUCCESS, now, now));
        assertEquals(3, finished(lastHour()), "it was read from the store");
    }

    @Test
    void whatComesVeryLateDestroysNothing() {
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        Instant then = now;
        later(MINUTE);
        counting.sync();
        later(Duration.ofMinutes(20));
        counting.sync();
        counting.on(
                event(
                        RunId.first(then) + 500,
                        "a.b",
                        "blue",
                        RunState.FINISHED,
                        RunResult.SUCCESS,
                        then,
                        then));
        counting.sync();
        assertEquals(2, finished(lastHour()));
        assertEquals(2, finished(counting.of(HOUR, Duration.ofMinutes(10), null, null)));
    }

    @Test
    void theStoreMayBeAwayForAWhile() {
        store.away = true;
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        assertThrows(GantryException.class, this::lastHour);
        later(MINUTE);
        store.away = false;
        counting.sync();
        assertEquals(1, finished(lastHour()));
        store.away = true;
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        counting.sync();
        store.away = false;
        counting.sync();
        assertEquals(2, finished(lastHour()));
        counting = gantry(1);
        store.runs.clear();
        counting.sync();
        assertTrue(finished(lastHour()) <= 2);
    }

    @Test
    void nodesAreAddedUp() {
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        Counting other = gantry(2);
        store.runs.clear();
        other.sync();
        long id = RunId.first(now) + 77;
        other.on(event(id, "a.b", "blue", RunState.FINISHED, RunResult.SUCCESS, now, now));
        later(MINUTE);
        other.sync();
        assertEquals(2, finished(lastHour()));
        assertEquals(2, finished(other.of(HOUR, MINUTE, null, null)) + 1, "not written yet");
        counting.sync();
        assertEquals(2, finished(other.of(HOUR, MINUTE, null, null)));
    }

    @Test
    void whatIsTooOldIsForgottenByTheOneThatLeads() {
        later(Duration.ofSeconds(1));
        counting.sync();
        run("a.b", "blue", RunResult.SUCCESS, 10, true);
        counting.sync();
        leading = false;
        later(Duration.ofDays(9));
        counting.sync();
        assertEquals(3, store.rows.size());
        leading = true;
        counting.sync();
        assertEquals(1, store.rows.size(), "the one by the hour");
        counting = gantry(1);
        store.runs.clear();
        counting.sync();
        later(HOUR);
        counting.sync();
        assertEquals(1, store.rows.size());
    }

    @Test
    void tellsTooManyPairsOnlyTogether() {
        counting.sync();
        for (int i = 0; i < Bucket.MOST + 5; i++) {
            run("t" + i, "blue", RunResult.SUCCESS, 0, true);
        }
        RunStatistics all = lastHour();
        assertEquals(Bucket.MOST + 5, finished(all));
        assertEquals(Bucket.MOST + 1, all.tasks().size());
        assertEquals("_other", all.tasks().getFirst().task());
    }

    @Test
    void refusesWindowsAndStepsThatAreNotKept() {
        counting.sync();
        for (String wrong :
                new String[] {
                    "P8D PT1H", "PT30S PT1M", "PT1H PT90S", "PT1H PT0S", "PT25H PT5M", "P7D PT1M"
                }) {
            String[] parts = wrong.split(" ");
            GantryException refused =
                    assertThrows(
                            GantryException.class,
                            () ->
                                    counting.of(
                                            Duration.parse(parts[0]),
                                            Duration.parse(parts[1]),
                                            null,
                                            null),
                            wrong);
            assertEquals(GantryException.Code.INVALID, refused.code());
        }
        assertEquals(
                1, counting.of(Duration.ofDays(7), Duration.ofDays(7), null, null).series().size());
    }

    @Test
    void readsDeadLettersEveryFewSeconds() {
        store.letters.add(new StatisticsStore.DeadLetters("a.b", 3, 5, START.toEpochMilli()));
        assertEquals(
                new Statistics.Letters("a.b", 3, RunId.text(5), START),
                counting.deadLetters().getFirst());
        counting.deadLetters();
        assertEquals(1, store.lettersRead);
        later(Duration.ofSeconds(5));
        counting.deadLetters();
        assertEquals(2, store.lettersRead);
    }
}
