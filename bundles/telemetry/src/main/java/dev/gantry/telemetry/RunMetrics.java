package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.SlaClass;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns what happened to runs, attempts, schedules and checks into meters. Each way to divide runs
 * has a family of its own, as their product would have too many series. Makes no garbage for a run
 * as a rule. For the thread that delivers events; exemplars are taken from any.
 */
@Component(
        service = {EventListener.class, Exemplars.class},
        immediate = true)
public final class RunMetrics implements EventListener, Exemplars {
    private static final long LOOK_SECONDS = 10;
    private static final Set<RunResult> DEAD =
            EnumSet.of(RunResult.FAILURE, RunResult.ERROR, RunResult.TIMEOUT);

    private final Meters.Counter started;
    private final Meters.Counter missed;
    private final Meters.Counter skipped;
    private final Known<String, Outcomes> tasks;
    private final Known<String, Outcomes> tenants;
    private final Map<SlaClass, Outcomes> queues = new EnumMap<>(SlaClass.class);
    private final Known<String, Meters.Counter> letters;
    private final Known<Pair, Meters.Counter> verdicts;
    private final Known<Pair, Meters.Counter> breakers;
    private final Attempts attempts;
    private final RetiredVersions versions;
    private long looked;

    /** Two values of labels. */
    private record Pair(String one, String two) {}

    /** Shows what has no labels from the start, at zero. */
    @Activate
    public RunMetrics(@Reference Meters meters) {
        started = meters.counter("gantry_runs_started_total", "Runs whose first attempt started");
        missed =
                meters.counter(
                        "gantry_schedule_missed_total", "Fire times of schedules not served");
        skipped =
                meters.counter(
                        "gantry_schedule_skipped_total",
                        "Fires of schedules skipped while another run was open");
        tasks = new Known<>(task -> Outcomes.task(meters, task));
        tenants = new Known<>(tenant -> Outcomes.tenant(meters, tenant));
        for (SlaClass sla : SlaClass.values()) {
            queues.put(sla, Outcomes.queue(meters, sla.name().toLowerCase(Locale.ROOT)));
        }
        queues.values().forEach(Outcomes::expect);
        letters = new Known<>(task -> letters(meters, task));
        verdicts =
                new Known<>(
                        pair ->
                                meters.counter(
                                        "gantry_check_verdicts_total",
                                        "Verdicts of checks",
                                        "detector",
                                        pair.one,
                                        "verdict",
                                        pair.two));
        breakers =
                new Known<>(
                        pair ->
                                meters.counter(
                                        "gantry_breaker_changes_total",
                                        "Times that breakers opened, half opened and closed",
                                        "target",
                                        pair.one,
                                        "state",
                                        pair.two));
        attempts = new Attempts(meters);
        versions = new RetiredVersions(attempts::forget);
    }

    static Meters.Counter letters(Meters meters, String task) {
        return meters.counter(
                "gantry_dead_letters_total",
                "Runs that ended as failure, error or timeout",
                "task",
                task);
    }

    @Override
    public void on(Event event) {
        if (event.at().getEpochSecond() - looked >= LOOK_SECONDS) {
            looked = event.at().getEpochSecond();
            versions.look(event.at());
        }
        switch (event) {
            case Event.RunChanged run -> run(run);
            case Event.AttemptFinished attempt -> attempts.on(attempt);
            case Event.ScheduleChanged schedule -> {
                switch (schedule.change()) {
                    case "missed" -> missed.add(schedule.fires());
                    case "skipped" -> skipped.add(schedule.fires());
                    default -> {
                        // has no counter
                    }
                }
            }
            case Event.CheckJudged check ->
                    verdicts.of(new Pair(check.detector(), check.status())).increment();
            case Event.TargetChanged target ->
                    breakers.of(new Pair(target.target(), target.change())).increment();
            case Event.PluginChanged plugin -> versions.on(plugin);
            case Event.PluginNoted _,
                    Event.PauseChanged _,
                    Event.SloChanged _,
                    Event.FindingChanged _ -> {
                // those who publish these have meters of their own
            }
        }
    }

    private void run(Event.RunChanged run) {
        if (run.state() == RunState.RUNNING && run.attempt() <= 1) {
            started.increment();
            if (run.startedAt() != null) {
                long waited = run.createdAt().until(run.startedAt(), ChronoUnit.NANOS);
                tasks.of(run.task()).waited(waited);
                tenants.of(run.tenant()).waited(waited);
                queues.get(run.sla()).waited(waited);
            }
        } else if (run.state() == RunState.FINISHED) {
            finished(run);
        }
    }

    private void finished(Event.RunChanged run) {
        long took = took(run);
        tasks.of(run.task()).finished(run.result(), took);
        tenants.of(run.tenant()).finished(run.result(), took);
        queues.get(run.sla()).finished(run.result(), took);
        if (DEAD.contains(run.result())) {
            letters.of(run.task()).increment();
        }
    }

    @Override
    public void of(Event.RunChanged run) {
        long took = took(run);
        String traceId = run.traceId();
        tasks.of(run.task()).exemplar(run.result(), took, traceId);
        tenants.of(run.tenant()).exemplar(run.result(), took, traceId);
        queues.get(run.sla()).exemplar(run.result(), took, traceId);
        if (DEAD.contains(run.result())) {
            letters.of(run.task()).exemplar(traceId);
        }
    }

    @Override
    public void of(Event.AttemptFinished attempt, String traceId) {
        attempts.exemplar(attempt, traceId);
    }

    /** Less than zero if it never started. */
    private static long took(Event.RunChanged run) {
        return run.startedAt() == null
                ? -1
                : Math.max(0, run.startedAt().until(run.at(), ChronoUnit.NANOS));
    }
}
