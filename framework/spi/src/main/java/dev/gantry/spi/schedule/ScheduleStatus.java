package dev.gantry.spi.schedule;

import java.time.Instant;
import java.util.List;

/**
 * What became of a schedule's fires. Immutable.
 *
 * @param pause {@code null} when not paused
 * @param running its open runs
 * @param waiting nominal times of the fires that wait for an open run to end, oldest first
 * @param skipped how many fires were skipped since the schedule was made
 * @param missed how many fires were missed since the schedule was made
 * @param lastSkip the latest fire that was skipped or missed, or {@code null}
 * @param problem why it cannot fire now, with the remedy, or {@code null}
 */
public record ScheduleStatus(
        Pause pause,
        List<String> running,
        List<Instant> waiting,
        long skipped,
        long missed,
        Skip lastSkip,
        String problem) {

    /** Nothing has happened yet. */
    public static final ScheduleStatus NEW =
            new ScheduleStatus(null, List.of(), List.of(), 0, 0, null, null);

    /** Takes copies. */
    public ScheduleStatus {
        running = List.copyOf(running);
        waiting = List.copyOf(waiting);
    }

    /**
     * Who paused it, when and why.
     *
     * @param note may be empty
     */
    public record Pause(String note, String by, Instant since) {}

    /**
     * A fire that made no run.
     *
     * @param fireTime its nominal time
     * @param at when that was decided
     * @param reason one sentence
     */
    public record Skip(Instant fireTime, Instant at, String reason) {}
}
