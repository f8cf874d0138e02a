package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.statistics.RunCensus;
import dev.gantry.spi.statistics.RunStatistics;
import dev.gantry.spi.statistics.Statistics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two steps, of which the second is empty. Remembers what was asked. */
final class FakeStatistics implements Statistics, RunCensus {
    final List<String> asked = new ArrayList<>();
    final List<Letters> letters = new ArrayList<>();
    final List<Blocked> blocked = new ArrayList<>();
    boolean away;

    @Override
    public RunStatistics of(Duration window, Duration step, String task, String tenant) {
        asked.add(window + " " + step + " " + task + " " + tenant);
        if (window.compareTo(LONGEST) > 0) {
            throw new GantryException(Code.INVALID, "The window is too long.");
        }
        RunStatistics.Figures figures =
                new RunStatistics.Figures(
                        Map.of(RunResult.SUCCESS, 3L, RunResult.TIMEOUT, 1L),
                        Duration.ofMillis(250),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(2));
        return new RunStatistics(
                Fakes.NOW,
                Fakes.NOW.plus(window),
                step,
                List.of(
                        new RunStatistics.Step(Fakes.NOW, 5, figures, Duration.ofMillis(40)),
                        new RunStatistics.Step(
                                Fakes.NOW.plus(step),
                                0,
                                new RunStatistics.Figures(Map.of(), null, null, null),
                                null)),
                List.of(
                        new RunStatistics.Task(
                                "files.cleanup",
                                figures,
                                new RunStatistics.Last(
                                        "0abc", RunResult.TIMEOUT, Fakes.NOW.plusSeconds(7)))));
    }

    @Override
    public Map<RunState, Long> open() {
        return Map.of(RunState.RUNNING, 4L, RunState.QUEUED, 2L);
    }

    @Override
    public List<Blocked> blocked() {
        return List.copyOf(blocked);
    }

    @Override
    public List<Letters> deadLetters() {
        if (away) {
            throw new GantryException(Code.UNAVAILABLE, "The store is away.");
        }
        return List.copyOf(letters);
    }
}
