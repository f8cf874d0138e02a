package dev.gantry.engine;

import dev.gantry.engine.mask.Mask;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.event.SpanIds;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.RunStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An attempt while it runs. Whoever calls {@link #end} first decides how it ended; all others are
 * too late. Thread-safe.
 */
final class RunningAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(RunningAttempt.class);

    private static final int NO_PHASE = -1;

    private final LiveRun run;
    private final int number;
    private final Lease lease;
    private final long startedAt;
    private final String span;
    private final long begin = System.nanoTime();
    private final Thread thread = Thread.currentThread();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean noted = new AtomicBoolean();
    private final StopSignal work;
    private volatile Limit limit;
    private volatile long sign;
    private volatile boolean resting;
    private volatile AttemptContext context;
    private volatile Mask mask = Mask.NONE;
    private volatile boolean revoked;
    private volatile boolean terminated;
    private volatile Outcome failed;
    private volatile Consumer<Outcome> judge = outcome -> {};
    private volatile int phase = NO_PHASE;
    private volatile AttemptSpans spans;
    private boolean inPlugin;

    /**
     * Until when the present code of the plugin may run.
     *
     * @param deadline in ms since 1970; the largest number for none
     * @param described for messages
     * @param silence how long it may be silent; {@code null} for any time
     */
    record Limit(
            StopSignal signal,
            long deadline,
            String described,
            Duration silence,
            AtomicBoolean interrupted) {
        Limit(StopSignal signal, long deadline, String described, Duration silence) {
            this(signal, deadline, described, silence, new AtomicBoolean());
        }

        /** As {@link #deadline}; {@code null} for none. */
        Instant end() {
            return deadline == Long.MAX_VALUE ? null : Instant.ofEpochMilli(deadline);
        }
    }

    /** Made on the attempt's own thread. */
    RunningAttempt(LiveRun run, Lease lease, long startedAt, Limit limit) {
        this.run = run;
        this.number = run.counted() + 1;
        this.lease = lease;
        this.startedAt = startedAt;
        this.span = Trace.span(run.id(), number, startedAt);
        this.limit = limit;
        this.work = limit.signal();
        this.sign = startedAt;
    }

    LiveRun run() {
        return run;
    }

    int number() {
        return number;
    }

    RevisionRef revision() {
        return lease.revision();
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
        return span;
    }

    String traceparent() {
        return Trace.traceparent(run, span());
    }

    /** Where the plugin's code is now: in a phase, or in the attempt as a whole. */
    String innerSpan() {
        int now = phase;
        return now == NO_PHASE ? span() : SpanIds.child(span(), now);
    }

    /**
     * A phase of several begins.
     *
     * @param position its place among them, from 0
     */
    void phase(int position) {
        phase = position;
    }

    /** The spans that the plugin opens; {@code null} before {@link #context} is set. */
    AttemptSpans spans() {
        return spans;
    }

    void spans(AttemptSpans its) {
        spans = its;
    }

    Limit limit() {
        return limit;
    }

    StopSignal signal() {
        return limit.signal();
    }

    /** Asks its work to stop; what undoes the work is left alone. */
    void ask(StopSignal.Cause cause, String message, long at) {
        if (!rollingBack()) {
            work.ask(cause, message, at);
        }
    }

    /** It gave a sign of life. */
    void sign(long now) {
        sign = now;
    }

    /** Whether it promised signs of life, and gave none for too long. */
    boolean silent(long now) {
        Duration most = limit.silence();
        if (resting) {
            sign = now;
        }
        return most != null && now - sign >= most.toMillis();
    }

    /** Whether it waits for other runs: it is not silent then. */
    boolean resting() {
        return resting;
    }

    void resting(boolean now) {
        resting = now;
    }

    /**
     * From now on it undoes its work, under a limit of its own.
     *
     * @param cause how it went before
     */
    void rollBack(Limit next, Outcome cause) {
        limit = next;
        failed = cause;
    }

    /** Whether it undoes its work already. */
    boolean rollingBack() {
        return failed != null;
    }

    /** How it went before it undoes its work; {@code null} until then. */
    Outcome failed() {
        return failed;
    }

    /** Notes that it is stopped without clean-up. */
    void terminate() {
        terminated = true;
    }

    boolean terminated() {
        return terminated;
    }

    /** Takes the secrets that it was handed out of texts. */
    Mask mask() {
        return mask;
    }

    /** Notes what it was handed that nobody shall see. */
    synchronized void hide(Mask secrets) {
        mask = secrets;
    }

    /** The plugin may have been set to other secrets meanwhile. */
    synchronized void hideSettings() {
        mask = mask.with(lease.secrets());
    }

    /** A result without the secrets of the settings, which are not the caller's to know. */
    String withoutSettings(String output) {
        return Mask.of(lease.secrets()).json(output);
    }

    AttemptContext context() {
        return context;
    }

    void context(AttemptContext its) {
        context = its;
    }

    /** Notes that its revision is taken away, so that its run goes on elsewhere. */
    void revoke() {
        revoked = true;
    }

    boolean revoked() {
        return revoked;
    }

    /** Whether its code called for the end of the process: that call never returns. */
    boolean exits() {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(
                        frame ->
                                frame.getClassName().equals("java.lang.Runtime")
                                        && frame.getMethodName().equals("exit"));
    }

    /** Where the plugin's code is now, or {@code null} if that is not its own. */
    String frame() {
        Throwable here = new Throwable();
        here.setStackTrace(thread.getStackTrace());
        try {
            return lease.frame(here);
        } catch (RuntimeException e) {
            LOG.debug("No frame of {}", lease.revision(), e);
            return null;
        }
    }

    /** Charges the revision with what its code did in this attempt. */
    void blame(Offence offence, String what, String frame) {
        String detail =
                "attempt %d of run %s (task %s) %s%s"
                        .formatted(
                                number,
                                run.name(),
                                run.task(),
                                what,
                                frame == null ? "" : ", at " + frame);
        try {
            lease.blame(offence, detail);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be charged with this: {}", lease.revision(), detail, e);
        }
    }

    /** Calls this with how it went. */
    void onEnd(Consumer<Outcome> told) {
        judge = told;
    }

    /** Tells how it went, once that is decided. */
    void judge(Outcome outcome) {
        judge.accept(outcome);
    }

    /** Decides how the attempt ended; true for the first caller only. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean ended() {
        return ended.get();
    }

    /** Has it noted in the store that it runs, if it was not yet. */
    void note(RunStore store) {
        if (noted.compareAndSet(false, true)) {
            store.started(run.id(), number, RowCodec.revision(revision()), startedAt);
        }
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
