package dev.gantry.schedule;

import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.store.StoredSchedule;

/** Schedules as they are stored. Thread-safe. */
record Rows(SpecJson json, Calendars calendars) {

    Rows(Calendars calendars) {
        this(new SpecJson(), calendars);
    }

    /**
     * Reads a row.
     *
     * @throws RuntimeException if it cannot be read
     */
    Planned read(StoredSchedule row) {
        return Planned.of(row, json, calendars);
    }

    /** A schedule's row. */
    StoredSchedule write(Planned schedule) {
        return schedule.row(json);
    }

    /** What a row says beyond its times. */
    String text(ScheduleSpec spec, FireState state) {
        return json.write(spec, state);
    }
}
