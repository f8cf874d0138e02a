package dev.gantry.schedule;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The calendars that schedules refer to. Thread-safe. */
interface Calendars {

    /** The days of a calendar as they are now; empty if there is no such calendar. */
    Optional<CalendarDays> days(String calendar);

    /** The names of all there are. */
    Set<String> names();

    /** Why a calendar's file is not in force, with the remedy; empty if it is. */
    Optional<String> problem(String calendar);

    /** When the days in force were taken; empty if there is no such calendar. */
    Optional<Instant> since(String calendar);
}
