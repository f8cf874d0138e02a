package dev.gantry.schedule;

import dev.gantry.spi.schedule.ScheduleStatus.Pause;
import dev.gantry.spi.schedule.ScheduleStatus.Skip;

import java.time.Instant;
import java.util.List;

/**
 * What a schedule remembers beyond its next fire time. Immutable.
 *
 * @param pause {@code null} when not paused
 * @param waiting fires that wait for their run, in the order in which they start
 * @param last the latest fire that was skipped or missed, or {@code null}
 */
record FireState(Pause pause, List<Instant> waiting, long skipped, long missed, Skip last) {

    static final FireState NEW = new FireState(null, List.of(), 0, 0, null);

    FireState {
        waiting = List.copyOf(waiting);
    }

    FireState withPause(Pause now) {
        return new FireState(now, waiting, skipped, missed, last);
    }

    FireState withWaiting(List<Instant> now) {
        return new FireState(pause, now, skipped, missed, last);
    }

    FireState andSkipped(int count, Skip latest) {
        return new FireState(pause, waiting, skipped + count, missed, latest);
    }

    FireState andMissed(int count, Skip latest) {
        return new FireState(pause, waiting, skipped, missed + count, latest);
    }
}
