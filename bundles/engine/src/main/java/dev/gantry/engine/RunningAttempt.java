package dev.gantry.engine;

import dev.gantry.spi.plugin.RevisionRef;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An attempt while it runs. Whoever calls {@link #end} first decides how it ended; all others are
 * too late. Thread-safe.
 */
final class RunningAttempt {
    private final LiveRun run;
    private final int number;
    private final RevisionRef revision;
    private final long startedAt;
    private final long begin = System.nanoTime();
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean noted = new AtomicBoolean();
    private volatile Limit limit;
    private volatile AttemptContext context;
    private boolean inPlugin;

    /**
     * Until when the present code of the plugin may run.
     *
     * @param deadline in ms since 1970; the largest number for none
     * @param described for messages
     */
    record Limit(StopSignal signal, long deadline, String described, AtomicBoolean interrupted) {
        Limit(StopSignal signal, long deadline, String described) {
            this(signal, deadline, described, new AtomicBoolean());
        }
    }

    /** Made on the attempt's own thread. */
    RunningAttempt(LiveRun run, RevisionRef revision, long startedAt, Limit limit) {
        this.run = run;
        this.number = run.counted() + 1;
        this.revision = revision;
        this.startedAt = startedAt;
        this.limit = limit;
    }

    LiveRun run() {
        return run;
    }

    int number() {
        return number;
    }

    RevisionRef revision() {
        return revision;
    }

    long startedAt() {
        return startedAt;
    }

    /** How long it has taken so far. */
    long nanos() {
        return System.nanoTime() - begin;
    }

    Thread thread() {
        return thread;
    }

    String span() {
        return Trace.span(run.id(), number, startedAt);
    }

    String traceparent() {
        return "00-" + run.traceId() + "-" + span() + (Trace.sampled(run.spec()) ? "-01" : "-00");
    }

    Limit limit() {
        return limit;
    }

    StopSignal signal() {
        return limit.signal();
    }

    /** From now on another limit holds: rollback has one of its own. */
    void limit(Limit next) {
        limit = next;
    }

    AttemptContext context() {
        return context;
    }

    void context(AttemptContext its) {
        context = its;
    }

    /** Decides how the attempt ended; true for the first caller only. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean ended() {
        return ended.get();
    }

    /** True for the first caller: it notes in the store that the attempt runs. */
    boolean note() {
        return noted.compareAndSet(false, true);
    }

    /** The plugin's code begins. */
    synchronized void enter() {
        inPlugin = true;
    }

    /** The plugin's code is over; an interrupt meant for it goes no further. */
    synchronized void leave() {
        inPlugin = false;
        Thread.interrupted();
    }

    /** Interrupts the plugin's code, if it is in there. */
    synchronized void interrupt() {
        if (inPlugin) {
            thread.interrupt();
        }
    }
}
