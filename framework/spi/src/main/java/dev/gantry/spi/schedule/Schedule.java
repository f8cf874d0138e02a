package dev.gantry.spi.schedule;

import java.time.Instant;

/**
 * A schedule as it is now.
 *
 * @param version grows with each change by a person; the ETag
 * @param nextFire nominal time of the next fire; {@code null} when paused or when there is none
 * @param lastFire nominal time of the latest fire, or {@code null}
 * @param lastRun the run that it started, or {@code null}
 */
public record Schedule(
        String id,
        ScheduleSpec spec,
        long version,
        Instant createdAt,
        Instant nextFire,
        Instant lastFire,
        String lastRun,
        ScheduleStatus status) {}
