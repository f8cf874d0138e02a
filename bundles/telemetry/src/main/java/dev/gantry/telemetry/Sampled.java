package dev.gantry.telemetry;

import dev.gantry.spi.event.Event;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which runs have a trace that is recorded: all but those whose caller said otherwise, which an
 * attempt tells of. For the thread that delivers events.
 */
final class Sampled {
    private static final int MOST = 10_000;
    private static final int TRACE = 3;
    private static final int TRACE_END = 35;

    private final Set<String> not = new LinkedHashSet<>();

    /** The trace of an attempt; {@code null} if it is not recorded. */
    String trace(Event.AttemptFinished attempt) {
        String parent = attempt.traceparent();
        if (sampled(parent)) {
            return parent.substring(TRACE, TRACE_END);
        }
        if (not.add(attempt.runId()) && not.size() > MOST) {
            not.remove(not.iterator().next());
        }
        return null;
    }

    private static boolean sampled(String traceparent) {
        return traceparent != null
                && traceparent.length() >= 55
                && (Character.digit(traceparent.charAt(54), 16) & 1) == 1;
    }

    /** The trace of a run that is over; {@code null} if it is not recorded. */
    String trace(Event.RunChanged run) {
        return not.isEmpty() || !not.remove(run.id()) ? run.traceId() : null;
    }
}
