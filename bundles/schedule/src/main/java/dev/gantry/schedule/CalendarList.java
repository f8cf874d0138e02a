package dev.gantry.schedule;

import dev.gantry.spi.schedule.CalendarInfo;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The calendars as callers see them. */
final class CalendarList {

    private static final int DAYS = 10;

    private CalendarList() {}

    static List<CalendarInfo> of(Calendars calendars, List<Planned> schedules, Instant now) {
        return calendars.names().stream()
                .map(
                        name -> {
                            Optional<CalendarDays> days = calendars.days(name);
                            return new CalendarInfo(
                                    name,
                                    CalendarFile.name(name),
                                    days.map(CalendarDays::zone).orElse(null),
                                    calendars.since(name).orElse(null),
                                    days.map(its -> next(its, now)).orElse(List.of()),
                                    calendars.problem(name).orElse(null),
                                    users(name, schedules));
                        })
                .toList();
    }

    private static List<LocalDate> next(CalendarDays days, Instant now) {
        return days.next(LocalDate.ofInstant(now, days.zone()), DAYS);
    }

    private static List<String> users(String name, List<Planned> schedules) {
        return schedules.stream()
                .filter(
                        schedule ->
                                schedule.spec().rules().only().contains(name)
                                        || schedule.spec().rules().except().contains(name))
                .map(Planned::id)
                .toList();
    }
}
