package dev.gantry.schedule;

import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What to do when a fire time has come, perhaps long ago: which of those that came since are
 * served, and which are missed.
 *
 * @param served oldest first
 * @param next the first one that has not come; empty if there is none
 * @param missed oldest first, the oldest {@value #COUNTED} of them
 * @param more whether there are more missed ones than that
 * @param latest the latest that is missed; {@code null} if none is
 * @param reason why they are missed
 */
record CatchUp(
        List<Instant> served,
        Optional<Instant> next,
        List<Instant> missed,
        boolean more,
        Instant latest,
        String reason) {

    /** So many missed fire times are counted. */
    static final int COUNTED = 1000;

    /** So many are made up for at most. */
    static final int SERVED = 1000;

    /**
     * Looks at the clock.
     *
     * @param first a fire time that has come
     */
    static CatchUp of(FireTimes times, FireRules rules, Jitter jitter, Instant first, Instant now) {
        int most = rules.missed() == MissedPolicy.ALL ? SERVED : 1;
        Optional<Instant> next = times.next(first);
        List<Instant> newest = List.of(first);
        if (next.filter(second -> !jitter.due(second).isAfter(now)).isPresent()) {
            next = next(times, jitter, next.get(), now);
            newest = newest(times, first, next.orElse(now.plusMillis(1)), most);
        }
        Duration limit = rules.missed() == MissedPolicy.NONE ? FireRules.LATE : rules.window();
        List<Instant> served =
                limit == null
                        ? newest
                        : newest.stream()
                                .filter(at -> !jitter.due(at).plus(limit).isBefore(now))
                                .toList();
        List<Instant> missed = new ArrayList<>();
        Instant end = served.isEmpty() ? newest.getLast().plusMillis(1) : served.getFirst();
        Optional<Instant> at = Optional.of(first);
        while (at.filter(end::isAfter).isPresent() && missed.size() < COUNTED) {
            missed.add(at.get());
            at = times.next(at.get());
        }
        boolean more = at.filter(end::isAfter).isPresent();
        Instant latest =
                missed.isEmpty()
                        ? null
                        : more ? newest(times, first, end, 1).getLast() : missed.getLast();
        return new CatchUp(
                served, next, missed, more, latest, reason(rules, served.size() == most));
    }

    private static String reason(FireRules rules, boolean full) {
        if (rules.missed() == MissedPolicy.NONE) {
            return "it could not be served in time, and missed ones are not made up for";
        }
        if (!full && rules.window() != null) {
            return "it could not be served within the window of " + rules.window();
        }
        return rules.missed() == MissedPolicy.LAST
                ? "a later fire time had come before it could be served"
                : "more than " + SERVED + " later fire times had come before it could be served";
    }

    /** The first fire time that is not due: those before it have come. */
    private static Optional<Instant> next(
            FireTimes times, Jitter jitter, Instant first, Instant now) {
        Instant surely = now.minusMillis(jitter.span());
        Optional<Instant> at =
                first.isBefore(surely) ? times.next(surely.minusMillis(1)) : Optional.of(first);
        while (at.filter(time -> !jitter.due(time).isAfter(now)).isPresent()) {
            at = times.next(at.get());
        }
        return at;
    }

    /** Steps back in growing strides, so that a long absence costs no long walk. */
    private static List<Instant> newest(FireTimes times, Instant first, Instant end, int most) {
        for (Duration stride = Duration.ofSeconds(1); ; stride = stride.multipliedBy(2)) {
            Instant from = end.minus(stride);
            boolean atStart = !from.isAfter(first);
            Deque<Instant> found = new ArrayDeque<>();
            Optional<Instant> at = atStart ? Optional.of(first) : times.next(from);
            while (at.filter(end::isAfter).isPresent()) {
                if (found.size() == most) {
                    found.removeFirst();
                }
                found.addLast(at.get());
                at = times.next(at.get());
            }
            if (atStart || found.size() == most) {
                return List.copyOf(found);
            }
        }
    }
}
