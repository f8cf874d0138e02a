package dev.gantry.telemetry.trace;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.RunResult;
import dev.gantry.spi.trace.InspectionSpan;
import dev.gantry.spi.trace.WorkSpans;
import dev.gantry.telemetry.Exemplars;

import java.time.Duration;

/** Something that becomes spans of a trace. Immutable. */
sealed interface Told {

    /** 32 hexadecimal digits, if it makes sense. */
    String traceId();

    /** As in the header; empty for nothing. */
    String tracestate();

    /** The threshold at which it was kept before, see {@link Threshold}. */
    default long threshold() {
        return Threshold.before(tracestate());
    }

    /** How many spans it gives, at most. */
    int spans();

    /** How many characters of the plugin's are in it. */
    default long chars() {
        return 0;
    }

    /** Whether the caller records its trace. */
    boolean sampled();

    /**
     * Whether it is to be kept in any case.
     *
     * @param slow from when on a run is slow; zero for never
     */
    boolean must(Duration slow);

    /** Whether nothing of its trace is to come that belongs to this node. */
    default boolean root() {
        return false;
    }

    /** Its trace is kept: puts it beside the numbers that it is counted in. */
    default void show(Exemplars exemplars) {}

    /** The trace of an attempt. */
    static String traceId(Event.AttemptFinished attempt) {
        return attempt.traceparent().substring(3, 35);
    }

    /** An attempt is over. */
    record OfAttempt(Event.AttemptFinished event) implements Told {
        private static final int FLAGS_END = 54;

        @Override
        public String traceId() {
            return Told.traceId(event);
        }

        @Override
        public String tracestate() {
            return event.tracestate();
        }

        @Override
        public int spans() {
            return 1 + RunSpans.separate(event.phases()).size();
        }

        @Override
        public boolean sampled() {
            return (Character.digit(event.traceparent().charAt(FLAGS_END), 16) & 1) == 1;
        }

        @Override
        public boolean must(Duration slow) {
            return event.state() != Attempt.State.SUCCEEDED;
        }

        @Override
        public void show(Exemplars exemplars) {
            exemplars.of(event, traceId());
        }
    }

    /** A run is over. */
    record OfRun(Event.RunChanged event) implements Told {

        @Override
        public String traceId() {
            return event.traceId();
        }

        @Override
        public String tracestate() {
            return event.origin() == null ? "" : event.origin().tracestate();
        }

        @Override
        public int spans() {
            return 1;
        }

        @Override
        public boolean sampled() {
            return event.origin() == null || event.origin().sampled();
        }

        @Override
        public boolean must(Duration slow) {
            return failed() || event.attempt() > 1 || slow(slow);
        }

        @Override
        public void show(Exemplars exemplars) {
            exemplars.of(event);
        }

        @Override
        public boolean root() {
            return event.origin() == null || event.origin().parent() == null;
        }

        boolean failed() {
            return event.result() == RunResult.FAILURE
                    || event.result() == RunResult.ERROR
                    || event.result() == RunResult.TIMEOUT;
        }

        private boolean slow(Duration from) {
            return !from.isZero()
                    && event.startedAt() != null
                    && Duration.between(event.startedAt(), event.at()).compareTo(from) >= 0;
        }
    }

    /**
     * All of a trace: a run of its own and its only attempt, of which nobody needs to wait for
     * more.
     */
    record Whole(Event.AttemptFinished attempt, Event.RunChanged run, long threshold)
            implements Told {

        @Override
        public String traceId() {
            return run.traceId();
        }

        @Override
        public String tracestate() {
            return "";
        }

        @Override
        public int spans() {
            return 2 + RunSpans.separate(attempt.phases()).size();
        }

        @Override
        public boolean sampled() {
            return true;
        }

        @Override
        public boolean must(Duration slow) {
            return false;
        }

        @Override
        public boolean root() {
            return true;
        }

        @Override
        public void show(Exemplars exemplars) {
            exemplars.of(attempt, traceId());
            exemplars.of(run);
        }
    }

    /** What a plugin opened in an attempt. */
    record OfWork(WorkSpans work) implements Told {

        @Override
        public String traceId() {
            return work.traceId();
        }

        @Override
        public String tracestate() {
            return work.tracestate();
        }

        @Override
        public int spans() {
            return work.spans().size();
        }

        @Override
        public long chars() {
            return work.chars();
        }

        @Override
        public boolean sampled() {
            return true;
        }

        @Override
        public boolean must(Duration slow) {
            return false;
        }
    }

    /** A check was inspected: a trace of its own. */
    record OfInspection(InspectionSpan span) implements Told {

        @Override
        public String traceId() {
            return span.traceId();
        }

        @Override
        public String tracestate() {
            return "";
        }

        @Override
        public int spans() {
            return 1;
        }

        @Override
        public boolean sampled() {
            return true;
        }

        @Override
        public boolean must(Duration slow) {
            return span.verdict() == CheckStatus.ERROR
                    || span.verdict() == CheckStatus.CRITICAL
                    || !slow.isZero()
                            && Duration.between(span.start(), span.end()).compareTo(slow) >= 0;
        }

        @Override
        public boolean root() {
            return true;
        }
    }
}
