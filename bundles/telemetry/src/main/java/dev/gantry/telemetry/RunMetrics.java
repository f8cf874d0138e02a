package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Turns what happened to runs, attempts, schedules and checks into meters. Thread-safe. */
@Component(immediate = true)
public final class RunMetrics implements EventListener {
    private static final String NONE = "";
    private static final Set<RunResult> DEAD =
            EnumSet.of(RunResult.FAILURE, RunResult.ERROR, RunResult.TIMEOUT);

    private final Meters meters;
    private final Meters.Counter started;
    private final Meters.Timer duration;
    private final Meters.Timer wait;
    private final Meters.Counter missed;
    private final Meters.Counter skipped;
    private final CounterCache<Finished> finished;
    private final CounterCache<String> letters;
    private final CounterCache<Tried> attempts;
    private final RetiredVersions versions;
    private final CounterCache<Judged> verdicts;

    /** Shows what has no labels from the start, at zero. */
    @Activate
    public RunMetrics(@Reference Meters meters) {
        this.meters = meters;
        started = meters.counter("gantry_runs_started_total", "Runs whose first attempt started");
        duration =
                meters.timer(
                        "gantry_run_duration_seconds",
                        "From the start of a run's first attempt to its end");
        wait =
                meters.timer(
                        "gantry_run_wait_seconds",
                        "From a run's creation to the start of its first attempt");
        missed =
                meters.counter(
                        "gantry_schedule_missed_total", "Fire times of schedules not served");
        skipped =
                meters.counter(
                        "gantry_schedule_skipped_total",
                        "Fires of schedules skipped while another run was open");
        finished = new CounterCache<>(this::finishedCounter);
        letters = new CounterCache<>(this::letterCounter);
        attempts = new CounterCache<>(this::attemptCounter);
        versions = new RetiredVersions(this::forget);
        verdicts = new CounterCache<>(this::verdictCounter);
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case Event.RunChanged run -> run(run);
            case Event.AttemptFinished attempt ->
                    attempts.increment(
                            new Tried(attempt.task(), attempt.plugin(), attempt.state()));
            case Event.ScheduleChanged schedule -> {
                switch (schedule.change()) {
                    case "missed" -> missed.increment();
                    case "skipped" -> skipped.increment();
                    default -> {
                        // has no counter
                    }
                }
            }
            case Event.CheckJudged check ->
                    verdicts.increment(new Judged(check.detector(), check.status()));
            case Event.PluginChanged plugin -> versions.on(plugin);
            case Event.PluginNoted _,
                    Event.PauseChanged _,
                    Event.TargetChanged _,
                    Event.SloChanged _ -> {
                // those who publish these have meters of their own
            }
        }
    }

    private void run(Event.RunChanged run) {
        if (run.state() == RunState.RUNNING && run.attempt() <= 1) {
            started.increment();
            if (run.startedAt() != null) {
                record(wait, run.createdAt(), run.startedAt());
            }
        } else if (run.state() == RunState.FINISHED) {
            finished.increment(new Finished(run.task(), run.result()));
            if (DEAD.contains(run.result())) {
                letters.increment(run.task());
            }
            if (run.startedAt() != null) {
                record(duration, run.startedAt(), run.at());
            }
        }
    }

    private static void record(Meters.Timer timer, Instant from, Instant to) {
        Duration took = Duration.between(from, to);
        timer.record(took.isNegative() ? Duration.ZERO : took);
    }

    private Meters.Counter finishedCounter(Finished it) {
        return meters.counter(
                "gantry_runs_finished_total",
                "Runs that have a result",
                "task",
                it.task,
                "result",
                lower(it.result));
    }

    private Meters.Counter letterCounter(String task) {
        return meters.counter(
                "gantry_dead_letters_total",
                "Runs that ended as failure, error or timeout",
                "task",
                task);
    }

    private Meters.Counter attemptCounter(Tried it) {
        return meters.counter(
                "gantry_attempts_total",
                "Attempts that are over",
                "task",
                it.task,
                "plugin",
                it.plugin == null ? NONE : it.plugin.plugin(),
                "version",
                it.plugin == null ? NONE : it.plugin.version(),
                "result",
                lower(it.state));
    }

    private void forget(String plugin, String version) {
        attempts.forget(
                tried ->
                        tried.plugin != null
                                && tried.plugin.plugin().equals(plugin)
                                && tried.plugin.version().equals(version));
        meters.forget("gantry_attempts_total", "plugin", plugin, "version", version);
    }

    private Meters.Counter verdictCounter(Judged it) {
        return meters.counter(
                "gantry_check_verdicts_total",
                "Verdicts of checks",
                "detector",
                it.detector,
                "verdict",
                it.verdict);
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private record Finished(String task, RunResult result) {}

    private record Tried(String task, RevisionRef plugin, Attempt.State state) {}

    private record Judged(String detector, String verdict) {}
}
