package dev.gantry.engine;

import dev.gantry.spi.run.Attempt;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts what one attempt takes on its revision's tally, from the moment that the revision is known.
 * As a scheduler of virtual threads it does so with all that run on it: the attempt's own, and
 * those that it starts. Thread-safe.
 */
final class Charge implements Executor {
    private final Accounting accounting;
    private final Metering metering;
    private final AtomicBoolean overstayed = new AtomicBoolean();
    private volatile Tally tally;

    /**
     * @param metering {@code null} if threads are not measured
     */
    Charge(Accounting accounting, Metering metering) {
        this.accounting = accounting;
        this.metering = metering;
    }

    @Override
    public void execute(Runnable slice) {
        metering.execute(slice, this);
    }

    /** The attempt starts. */
    void started(RunningAttempt attempt) {
        Tally its = accounting.tally(attempt.revision());
        long queued = Math.max(0, attempt.startedAt() - attempt.run().due());
        its.started(queued * 1_000_000, metering != null);
        tally = its;
    }

    void ended(RunningAttempt attempt, Attempt.State state) {
        Tally its = tally;
        if (its != null) {
            its.ended(state, attempt.nanos());
        }
    }

    /** A line of the attempt is kept. */
    void logged(String line) {
        Tally its = tally;
        if (its != null) {
            its.logged(utf8(line));
        }
    }

    private static long utf8(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800 && !Character.isSurrogate(c)) {
                bytes += 2;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }

    void ran(long wallNanos, long cpuNanos, long bytes) {
        Tally its = tally;
        if (its != null) {
            its.ran(wallNanos, cpuNanos, bytes);
        }
    }

    void ran(long wallNanos, long bytes) {
        Tally its = tally;
        if (its != null) {
            its.ran(wallNanos, bytes);
        }
    }

    /** The attempt does not end and may keep its carrier for ever: there is one more meanwhile. */
    void overstay() {
        if (metering != null && overstayed.compareAndSet(false, true)) {
            metering.carriers(1);
        }
    }

    /** The attempt's thread is done, be it late. */
    void over() {
        if (metering != null && overstayed.compareAndSet(true, false)) {
            metering.carriers(-1);
        }
    }
}
