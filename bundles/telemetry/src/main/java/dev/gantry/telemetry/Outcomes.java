package dev.gantry.telemetry;

import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.meter.RunBuckets;
import dev.gantry.spi.run.RunResult;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How runs of one kind end and how long they take: of a task type, a tenant or a service class.
 * Thread-safe; a meter is made when it is first needed.
 */
final class Outcomes {
    private static final RunResult[] RESULTS = RunResult.values();

    /** Whoever wants the share of what fails needs all of them. */
    static final Set<RunResult> EXPECTED =
            EnumSet.of(RunResult.SUCCESS, RunResult.FAILURE, RunResult.ERROR, RunResult.TIMEOUT);

    private final Meters meters;
    private final Names names;
    private final String value;
    private final Meters.Counter[] finished = new Meters.Counter[RESULTS.length];
    private final Meters.Timer[] duration = new Meters.Timer[RESULTS.length];
    private Meters.Timer wait;

    /**
     * What the metrics of a kind are called.
     *
     * @param label whose value tells the kind
     * @param byResult whether durations are told apart by result
     */
    record Names(String finished, String duration, String waited, String label, boolean byResult) {
        private static final Names TASK =
                new Names(
                        "gantry_runs_finished_total",
                        "gantry_run_duration_seconds",
                        "gantry_run_wait_seconds",
                        "task",
                        true);
        private static final Names TENANT =
                new Names(
                        "gantry_tenant_runs_finished_total",
                        "gantry_tenant_run_duration_seconds",
                        "gantry_tenant_run_wait_seconds",
                        "tenant",
                        false);
        private static final Names QUEUE =
                new Names(
                        "gantry_queue_runs_finished_total",
                        "gantry_queue_run_duration_seconds",
                        "gantry_queue_run_wait_seconds",
                        "queue",
                        false);
    }

    private Outcomes(Meters meters, Names names, String value) {
        this.meters = meters;
        this.names = names;
        this.value = value;
    }

    static Outcomes task(Meters meters, String task) {
        return new Outcomes(meters, Names.TASK, task);
    }

    static Outcomes tenant(Meters meters, String tenant) {
        return new Outcomes(meters, Names.TENANT, tenant);
    }

    static Outcomes queue(Meters meters, String queue) {
        return new Outcomes(meters, Names.QUEUE, queue);
    }

    /** Shows at zero how many ended in a way that is worth an alert, before any did. */
    void expect() {
        EXPECTED.forEach(this::counter);
    }

    void waited(long nanos) {
        Meters.Timer timer = wait;
        if (timer == null) {
            timer =
                    meters.timer(
                            names.waited,
                            "From a run's creation to the start of its first attempt",
                            RunBuckets.WAIT,
                            names.label,
                            value);
            wait = timer;
        }
        timer.record(nanos);
    }

    /**
     * @param nanos less than zero if it never started
     */
    void finished(RunResult result, long nanos) {
        counter(result).increment();
        if (nanos >= 0) {
            duration(result).record(nanos);
        }
    }

    /**
     * Names the trace of one that was counted.
     *
     * @param nanos less than zero if it never started
     */
    void exemplar(RunResult result, long nanos, String traceId) {
        if (result != RunResult.SUCCESS) {
            counter(result).exemplar(traceId);
        }
        if (nanos >= 0) {
            duration(result).exemplar(nanos, traceId);
        }
    }

    private Meters.Counter counter(RunResult result) {
        Meters.Counter counter = finished[result.ordinal()];
        if (counter == null) {
            counter =
                    meters.counter(
                            names.finished,
                            "Runs that have a result",
                            names.label,
                            value,
                            "result",
                            lower(result));
            finished[result.ordinal()] = counter;
        }
        return counter;
    }

    private Meters.Timer duration(RunResult result) {
        int place = names.byResult ? result.ordinal() : 0;
        Meters.Timer timer = duration[place];
        if (timer == null) {
            String help = "From the start of a run's first attempt to its end";
            timer =
                    names.byResult
                            ? meters.timer(
                                    names.duration,
                                    help,
                                    RunBuckets.DURATION,
                                    names.label,
                                    value,
                                    "result",
                                    lower(result))
                            : meters.timer(
                                    names.duration, help, RunBuckets.DURATION, names.label, value);
            duration[place] = timer;
        }
        return timer;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
