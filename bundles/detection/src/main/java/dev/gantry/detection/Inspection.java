package dev.gantry.detection;

import dev.gantry.api.context.TraceContext;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Offence;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Urgency;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.SpanSink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * One call of a detector, on a virtual thread of its own, and what is done to end it in time.
 * Thread-safe; no lock is held while the detector works.
 */
final class Inspection {

    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

    private final String check;
    private final CheckSpec spec;
    private final Outside outside;
    private final TraceContext trace;
    private final Instant started;
    private final Instant deadline;
    private final StopRequest stop = new StopRequest();
    private final Look look;
    private final Thread thread;
    private Patience patience;
    private boolean ended;
    private final Map<RevisionRef, String> takenAway = new HashMap<>();
    private Lease lease;
    private volatile RevisionRef provider;
    private volatile boolean unwanted;
    private volatile boolean revoked;
    private final AtomicBoolean told = new AtomicBoolean();

    /** What inspections need. */
    record Outside(Catalog catalog, InstantSource clock, SpanSink spans) {}

    /**
     * Makes one; {@link #start} starts it.
     *
     * @param begins called first, on the inspection's thread
     * @param done told what came out, on the inspection's thread, also when nobody waits any more
     */
    Inspection(
            Look.Order order,
            Outside outside,
            Runnable begins,
            BiConsumer<Inspection, Judgement> done) {
        this.check = order.check();
        this.spec = order.spec();
        this.outside = outside;
        this.trace = trace(outside.spans().on());
        this.started = outside.clock().instant();
        this.deadline = started.plus(spec.timeout());
        this.patience = Patience.untilDeadline(deadline);
        this.look = new Look(order, outside, trace, deadline, stop, new Inside());
        Thread.Builder threads = order.ahead() ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        this.thread =
                threads.name("check-" + check)
                        .unstarted(
                                () -> {
                                    begins.run();
                                    done.accept(this, tell(judge()));
                                });
    }

    /** What a look may know and do of its inspection. */
    private final class Inside implements Look.Holder {
        @Override
        public void took(Lease taken) {
            leased(taken);
        }

        @Override
        public boolean dismissed() {
            return unwanted || revoked;
        }

        @Override
        public void blame(Lease held, Offence offence, String what, Throwable where) {
            Inspection.this.blame(held, offence, what, where);
        }
    }

    void start() {
        thread.start();
    }

    String check() {
        return check;
    }

    String detector() {
        return spec.detector();
    }

    Urgency urgency() {
        return spec.pace().urgency();
    }

    Instant started() {
        return started;
    }

    Instant deadline() {
        return deadline;
    }

    /** Who inspects; {@code null} before that is known, and if nobody does. */
    RevisionRef provider() {
        return provider;
    }

    /** Says that its outcome is not wanted any more, and asks it to stop. */
    void unwanted(String reason) {
        unwanted = true;
        synchronized (this) {
            patience = patience.asked(outside.clock().instant());
        }
        stop.request(reason);
    }

    /** Whether its outcome is to be thrown away. */
    boolean isUnwanted() {
        return unwanted;
    }

    /**
     * A revision is taken away: asks it to stop if that inspects, or comes to. It then has no
     * outcome but a verdict.
     *
     * @return whether it has to be seen to that it ends
     */
    boolean revoke(RevisionRef revision, String reason) {
        synchronized (this) {
            if (provider == null) {
                takenAway.put(revision, reason);
                return true;
            }
            if (ended || !provider.equals(revision)) {
                return false;
            }
            revoked = true;
            patience = patience.asked(outside.clock().instant());
        }
        stop.request(reason);
        return true;
    }

    /** Whether its revision was taken away. */
    boolean isRevoked() {
        return revoked;
    }

    /** Whether it was kept from giving a verdict because its revision was taken away. */
    boolean cutOff(Judgement judgement) {
        return revoked && judgement.status() == CheckStatus.ERROR;
    }

    /** Charges the revision that inspects with not having stopped, and says what comes of that. */
    Judgement giveUp() {
        Lease held;
        Throwable here = new Throwable();
        here.setStackTrace(thread.getStackTrace());
        synchronized (this) {
            held = ended ? null : lease;
        }
        if (held != null) {
            blame(held, Offence.HANG, "did not stop when asked and interrupted", here);
        }
        return tell(Judgement.timeout(stuck(), provider));
    }

    private void blame(Lease held, Offence offence, String what, Throwable where) {
        try {
            String frame = held.frame(where);
            held.blame(
                    offence,
                    "the inspection of check %s (detector %s) of %s %s%s"
                            .formatted(
                                    check,
                                    spec.detector(),
                                    started,
                                    what,
                                    frame == null ? "" : ", at " + frame));
        } catch (RuntimeException e) {
            LOG.warn("{} could not be charged: it {}", provider, what, e);
        }
    }

    /** Interrupts it now, if it has not ended. */
    synchronized void interrupt() {
        if (!ended) {
            thread.interrupt();
        }
    }

    /**
     * Does what it is time for to end it.
     *
     * @return when to call again; empty if there is nothing more to do
     */
    Optional<Instant> step(Instant now) {
        Optional<Patience> further;
        synchronized (this) {
            if (ended) {
                return Optional.empty();
            }
            further = patience.after(now);
            further.ifPresent(stage -> patience = stage);
            if (further.filter(s -> s.stage() == Patience.Stage.INTERRUPTED).isPresent()) {
                thread.interrupt();
            }
        }
        if (further.isPresent()) {
            stop.request("no verdict within " + spec.timeout());
        }
        synchronized (this) {
            Instant soon = now.plus(Patience.ASKED);
            boolean mayLeave = provider == null && !takenAway.isEmpty();
            return Optional.ofNullable(patience.until())
                    .map(until -> mayLeave && soon.isBefore(until) ? soon : until);
        }
    }

    /** Whether nobody waits for it any more, and it still works. */
    synchronized boolean abandoned() {
        return !ended && givenUp();
    }

    /** Whether nobody waits for it any more, ended or not. */
    synchronized boolean givenUp() {
        return patience.stage() == Patience.Stage.ABANDONED;
    }

    /** Why it is abandoned, for people. */
    String stuck() {
        return "the inspection of "
                + started
                + " gave no verdict within "
                + spec.timeout()
                + " and reacts neither to a request to stop nor to an interrupt"
                + place()
                + (revoked
                        ? "; Gantry goes on without it"
                        : "; this check is skipped until it ends, replace the plugin or restart"
                                + " Gantry");
    }

    private String place() {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                return ", it is at " + Failure.shown(frame);
            }
        }
        return "";
    }

    /** Tells its span, once, if anybody inspected. */
    private Judgement tell(Judgement judgement) {
        if (provider != null && trace.sampled() && told.compareAndSet(false, true)) {
            List<String> reasons = judgement.reasons();
            outside.spans()
                    .add(
                            new InspectionSpan(
                                    trace.traceId(),
                                    trace.spanId(),
                                    check,
                                    spec.detector(),
                                    provider,
                                    judgement.status(),
                                    reasons.isEmpty() ? null : reasons.getFirst(),
                                    judgement.errorType(),
                                    started,
                                    outside.clock().instant()));
        }
        return judgement;
    }

    private Judgement judge() {
        Judgement judgement;
        try {
            judgement = stop.requested() ? Judgement.absent("not begun") : look.judge();
        } catch (RuntimeException | Error e) {
            judgement = Judgement.error(Failure.text(e, null), provider, e.getClass().getName());
        }
        synchronized (this) {
            ended = true;
            Thread.interrupted();
            return switch (patience.stage()) {
                case RUNNING, ASKED -> judgement;
                case INTERRUPTED, ABANDONED ->
                        Judgement.timeout(
                                "no verdict within "
                                        + spec.timeout()
                                        + "; it was interrupted, give the check a longer timeout"
                                        + " or a nearer target",
                                provider);
            };
        }
    }

    private void leased(Lease taken) {
        String why;
        synchronized (this) {
            lease = taken;
            provider = taken.revision();
            why = takenAway.get(provider);
        }
        if (why != null) {
            revoke(provider, why);
        }
    }

    private static TraceContext trace(boolean recorded) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        // the lowest bit keeps both ids from being all zero
        return new TraceContext(
                hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1),
                hex.toHexDigits(random.nextLong() | 1),
                recorded);
    }
}
