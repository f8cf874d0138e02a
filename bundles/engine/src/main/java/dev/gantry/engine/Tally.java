package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.store.StoredUsage;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one revision has used since Gantry started, and what it had before. Anyone adds; one thread
 * at a time calls {@link #settle}.
 */
final class Tally {
    private final RevisionRef revision;
    private final StoredUsage before;
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder measured = new LongAdder();
    private final LongAdder attemptTime = new LongAdder();
    private final LongAdder queueTime = new LongAdder();
    private final LongAdder allocated = new LongAdder();
    private final LongAdder logBytes = new LongAdder();
    private final LongAdder cpu = new LongAdder();
    private final LongAdder wallOfCpu = new LongAdder();
    private final LongAdder wallAlone = new LongAdder();
    private final AtomicLong estimated = new AtomicLong();
    private volatile boolean retired;
    private double share = 1;
    private long settledCpu;
    private long settledWallOfCpu;
    private long settledWallAlone;

    Tally(RevisionRef revision, StoredUsage before) {
        this.revision = revision;
        this.before = before;
    }

    RevisionRef revision() {
        return revision;
    }

    void started(long queuedNanos, boolean isMeasured) {
        started.increment();
        queueTime.add(queuedNanos);
        if (isMeasured) {
            measured.increment();
        }
    }

    /** An attempt was lost when Gantry ended. */
    void lost() {
        lost.increment();
    }

    void ended(Attempt.State state, long nanos) {
        ended.increment();
        switch (state) {
            case SUCCEEDED -> succeeded.increment();
            case ABANDONED -> abandoned.increment();
            case LOST -> lost.increment();
            case FAILED, RUNNING -> failed.increment();
        }
        attemptTime.add(nanos);
    }

    void logged(long bytes) {
        logBytes.add(bytes);
    }

    /** A thread was on a processor for a while, and how much of it it burnt is known. */
    void ran(long wallNanos, long cpuNanos, long bytes) {
        cpu.add(cpuNanos);
        wallOfCpu.add(wallNanos);
        allocated.add(bytes);
    }

    /** A thread was on a processor for a while, and how much of it it burnt is not known. */
    void ran(long wallNanos, long bytes) {
        wallAlone.add(wallNanos);
        allocated.add(bytes);
    }

    /**
     * Estimates the processor time where only the time on a processor is known, by the share that
     * was burnt where both are.
     */
    void settle() {
        long knownCpu = cpu.sum();
        long knownWall = wallOfCpu.sum();
        long alone = wallAlone.sum();
        if (knownWall > settledWallOfCpu) {
            share =
                    Math.clamp(
                            (knownCpu - settledCpu) / (double) (knownWall - settledWallOfCpu),
                            0,
                            1);
        }
        estimated.addAndGet(Math.round((alone - settledWallAlone) * share));
        settledCpu = knownCpu;
        settledWallOfCpu = knownWall;
        settledWallAlone = alone;
    }

    void retired(boolean gone) {
        retired = gone;
    }

    /** Whether its revision is gone, and no attempt of it runs. */
    boolean over() {
        return retired && started.sum() <= ended.sum();
    }

    double attemptSeconds() {
        return attemptTime.sum() / 1e9;
    }

    double queueSeconds() {
        return queueTime.sum() / 1e9;
    }

    double cpuSeconds() {
        return cpuTime() / 1e9;
    }

    double allocatedBytes() {
        return allocated.sum();
    }

    double logBytes() {
        return logBytes.sum();
    }

    private long cpuTime() {
        return cpu.sum() + estimated.get();
    }

    /** All that it used since it first ran. */
    StoredUsage total() {
        return new StoredUsage(
                revision.sha256(),
                revision.plugin(),
                revision.version(),
                before.started() + started.sum(),
                before.succeeded() + succeeded.sum(),
                before.failed() + failed.sum(),
                before.lost() + lost.sum(),
                before.abandoned() + abandoned.sum(),
                before.measured() + measured.sum(),
                before.attemptTime() + attemptTime.sum(),
                before.queueTime() + queueTime.sum(),
                before.cpuTime() + cpuTime(),
                before.allocatedBytes() + allocated.sum(),
                before.logBytes() + logBytes.sum());
    }
}
