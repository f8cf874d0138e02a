package dev.gantry.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to do when a fire time has come, perhaps long ago: the latest one is served, those before it
 * are missed.
 *
 * @param nominal the latest fire time that is not in the future
 * @param next the one after it
 * @param missed those from the due one up to {@code nominal}, which is left out; the oldest {@value
 *     #COUNTED} of them
 * @param more whether there are more missed ones than that
 */
record CatchUp(Instant nominal, Optional<Instant> next, List<Instant> missed, boolean more) {

    /** So many missed fire times are told one by one. */
    static final int COUNTED = 1000;

    /**
     * Looks at the clock.
     *
     * @param due a fire time that is not in the future
     */
    static CatchUp of(FireTimes times, Instant due, Instant now) {
        Instant nominal = latest(times, due, now);
        List<Instant> missed = new ArrayList<>();
        Instant at = due;
        while (at.isBefore(nominal) && missed.size() < COUNTED) {
            missed.add(at);
            at = times.next(at).orElse(nominal);
        }
        return new CatchUp(nominal, times.next(nominal), missed, at.isBefore(nominal));
    }

    /** Steps back from now in growing strides, so that a long absence costs no long walk. */
    private static Instant latest(FireTimes times, Instant due, Instant now) {
        for (Duration stride = Duration.ofSeconds(1); ; stride = stride.multipliedBy(2)) {
            Instant from = now.minus(stride);
            boolean atStart = !from.isAfter(due);
            Optional<Instant> found = atStart ? Optional.of(due) : times.next(from);
            if (found.isPresent() && !found.get().isAfter(now)) {
                return last(times, found.get(), now);
            }
            if (atStart) {
                return due;
            }
        }
    }

    private static Instant last(FireTimes times, Instant from, Instant now) {
        Instant last = from;
        Optional<Instant> next = times.next(last);
        while (next.isPresent() && !next.get().isAfter(now)) {
            last = next.get();
            next = times.next(last);
        }
        return last;
    }
}
