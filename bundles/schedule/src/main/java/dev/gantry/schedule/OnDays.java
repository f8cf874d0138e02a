package dev.gantry.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fire times on the days that calendars let through. A calendar that is not there lets nothing
 * through.
 *
 * @param only if there are any, the day is in one of them
 * @param except the day is in none of them
 */
record OnDays(FireTimes plain, List<String> only, List<String> except, Calendars calendars)
        implements FireTimes {

    private static final Duration HORIZON = Duration.ofDays(3660);

    @Override
    public Optional<Instant> next(Instant after) {
        List<CalendarDays> in = find(only);
        List<CalendarDays> out = find(except);
        if (problem().isPresent()) {
            return Optional.empty();
        }
        Instant end = after.plus(HORIZON);
        Optional<Instant> next = plain.next(after);
        while (next.isPresent() && next.get().isBefore(end)) {
            Instant barred = barred(in, out, next.get());
            if (barred == null) {
                return next;
            }
            // all up to the end of that day is barred as well
            next = plain.next(barred.minusMillis(1));
        }
        return Optional.empty();
    }

    /** Whether a time is let through. */
    boolean allows(Instant at) {
        return problem().isEmpty() && barred(find(only), find(except), at) == null;
    }

    @Override
    public Optional<String> problem() {
        for (List<String> names : List.of(only, except)) {
            for (String name : names) {
                if (calendars.days(name).isEmpty()) {
                    return Optional.of(
                            "there is no calendar "
                                    + name
                                    + "; put it into "
                                    + CalendarFile.name(name)
                                    + ", or take it out of the schedule");
                }
            }
        }
        return Optional.empty();
    }

    private List<CalendarDays> find(List<String> names) {
        List<CalendarDays> found = new ArrayList<>();
        names.forEach(name -> calendars.days(name).ifPresent(found::add));
        return found;
    }

    /** Until when all is barred; {@code null} if the time is let through. */
    private static Instant barred(List<CalendarDays> in, List<CalendarDays> out, Instant at) {
        for (CalendarDays days : out) {
            if (days.contains(at)) {
                return days.endOfDay(at);
            }
        }
        Instant until = null;
        for (CalendarDays days : in) {
            if (days.contains(at)) {
                return null;
            }
            Instant end = days.endOfDay(at);
            until = until == null || end.isBefore(until) ? end : until;
        }
        return until;
    }
}
