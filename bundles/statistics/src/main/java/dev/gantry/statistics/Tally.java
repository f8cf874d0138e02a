package dev.gantry.statistics;

import dev.gantry.spi.run.RunResult;

import java.util.EnumMap;
import java.util.Map;

/** What became of some runs. Not thread-safe. */
final class Tally {
    private static final RunResult[] RESULTS = RunResult.values();

    private final long[] finished = new long[RESULTS.length];
    private final Histogram durations = new Histogram();
    private final Histogram waits = new Histogram();
    private long started;
    private long lastRun;
    private long lastAt;
    private RunResult lastResult;

    /** The first attempt of a run began. */
    void started(long waitMs) {
        started++;
        waits.add(waitMs);
    }

    /**
     * A run finished.
     *
     * @param startedAt 0 if it never started
     */
    void finished(long run, RunResult result, long startedAt, long at) {
        finished[result.ordinal()]++;
        if (startedAt > 0) {
            durations.add(at - startedAt);
        }
        last(run, result, at);
    }

    private void last(long run, RunResult result, long at) {
        if (result != null
                && (lastResult == null || at > lastAt || at == lastAt && run > lastRun)) {
            lastRun = run;
            lastResult = result;
            lastAt = at;
        }
    }

    void add(Tally other) {
        started += other.started;
        for (int i = 0; i < finished.length; i++) {
            finished[i] += other.finished[i];
        }
        durations.add(other.durations);
        waits.add(other.waits);
        last(other.lastRun, other.lastResult, other.lastAt);
    }

    long started() {
        return started;
    }

    Map<RunResult, Long> finished() {
        Map<RunResult, Long> all = new EnumMap<>(RunResult.class);
        for (RunResult result : RESULTS) {
            all.put(result, finished[result.ordinal()]);
        }
        return all;
    }

    Histogram durations() {
        return durations;
    }

    Histogram waits() {
        return waits;
    }

    /** Result of the run that finished last; {@code null} if none did. */
    RunResult lastResult() {
        return lastResult;
    }

    long lastRun() {
        return lastRun;
    }

    long lastAt() {
        return lastAt;
    }

    void write(Packed.Writer to) {
        to.number(started);
        for (long count : finished) {
            to.number(count);
        }
        durations.write(to);
        waits.write(to);
        to.number(lastResult == null ? 0 : lastResult.ordinal() + 1);
        to.number(lastRun);
        to.number(lastAt);
    }

    /**
     * Adds what was written.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    void add(Packed.Reader from) {
        started += from.number();
        for (int i = 0; i < finished.length; i++) {
            finished[i] += from.number();
        }
        durations.add(from);
        waits.add(from);
        int result = (int) from.number();
        if (result < 0 || result > RESULTS.length) {
            throw new IllegalArgumentException("no result " + result);
        }
        long run = from.number();
        long at = from.number();
        last(run, result == 0 ? null : RESULTS[result - 1], at);
    }
}
