package dev.gantry.spi.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * A calendar: a set of days in a zone, kept in {@code conf/calendars}. Immutable.
 *
 * @param file from the home
 * @param zone whose days they are; {@code null} if the calendar could never be read
 * @param since when the content in force was taken; {@code null} if the calendar could never be
 *     read
 * @param next the next days that are in it, ten at most
 * @param problem why the file is not in force, with line and remedy, or {@code null}
 * @param usedBy ids of the schedules that refer to it
 */
public record CalendarInfo(
        String name,
        String file,
        ZoneId zone,
        Instant since,
        List<LocalDate> next,
        String problem,
        List<String> usedBy) {

    /** Takes copies. */
    public CalendarInfo {
        next = List.copyOf(next);
        usedBy = List.copyOf(usedBy);
    }
}
