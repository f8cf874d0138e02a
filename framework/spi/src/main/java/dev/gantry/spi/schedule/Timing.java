package dev.gantry.spi.schedule;

import java.time.Duration;
import java.time.ZoneId;

/** When a schedule fires. */
public sealed interface Timing {

    /** At a fixed interval of at least one second, counted from when the schedule was made. */
    record Every(Duration interval) implements Timing {
        /** Checks the limit. */
        public Every {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("an interval is at least PT1S, not " + interval);
            }
        }
    }

    /**
     * By a cron expression of five fields (minute first) or six (second first), read in a zone.
     *
     * @param expression as in Quartz, without the year
     */
    record Cron(String expression, ZoneId zone) implements Timing {}
}
