package dev.gantry.spi.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;

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
     * A fixed time after the end of the last run, whatever its result; the first time after the
     * schedule was made.
     *
     * @param delay at least one second
     */
    record Delay(Duration delay) implements Timing {
        /** Checks the limit. */
        public Delay {
            if (delay.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("a delay is at least PT1S, not " + delay);
            }
        }
    }

    /**
     * By a cron expression of five fields (minute first) or six (second first), read in a zone.
     *
     * @param expression as in Quartz, without the year
     */
    record Cron(String expression, ZoneId zone, DaylightSaving daylightSaving) implements Timing {

        /** Refuses {@code null} for the rule. */
        public Cron {
            Objects.requireNonNull(daylightSaving, "daylightSaving");
        }

        /** With the default rule where the clock is put forward or back. */
        public Cron(String expression, ZoneId zone) {
            this(expression, zone, DaylightSaving.DEFAULT);
        }
    }
}
