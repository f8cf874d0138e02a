package dev.gantry.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The days of a calendar: those of its weekdays and those included, without those excluded.
 * Immutable, thread-safe.
 *
 * @param weekdays days of the week that are in it; empty where the calendar names days only
 */
record CalendarDays(ZoneId zone, Set<DayOfWeek> weekdays, List<Span> include, List<Span> exclude) {

    private static final int HORIZON = 3660;

    /** Some days in a row. */
    sealed interface Span {

        /** Whether a day is one of them. */
        boolean contains(LocalDate day);

        /** From one day to another, both included. */
        record Once(LocalDate from, LocalDate to) implements Span {
            @Override
            public boolean contains(LocalDate day) {
                return !day.isBefore(from) && !day.isAfter(to);
            }
        }

        /** Each year from one day to another, both included, perhaps over the turn of the year. */
        record Yearly(MonthDay from, MonthDay to) implements Span {
            @Override
            public boolean contains(LocalDate day) {
                MonthDay its = MonthDay.from(day);
                boolean after = !its.isBefore(from);
                boolean before = !its.isAfter(to);
                return from.isAfter(to) ? after || before : after && before;
            }
        }
    }

    /** Whether an instant is on one of the days. */
    boolean contains(Instant at) {
        return contains(LocalDate.ofInstant(at, zone));
    }

    /** The first instant of the day after. */
    Instant endOfDay(Instant at) {
        return LocalDate.ofInstant(at, zone).plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** The next days that are in it, from a day on, so many at most. */
    List<LocalDate> next(LocalDate from, int limit) {
        List<LocalDate> found = new ArrayList<>();
        for (int day = 0; day < HORIZON && found.size() < limit; day++) {
            LocalDate at = from.plusDays(day);
            if (contains(at)) {
                found.add(at);
            }
        }
        return found;
    }

    private boolean contains(LocalDate day) {
        if (exclude.stream().anyMatch(span -> span.contains(day))) {
            return false;
        }
        return weekdays.contains(day.getDayOfWeek())
                || include.stream().anyMatch(span -> span.contains(day));
    }
}
