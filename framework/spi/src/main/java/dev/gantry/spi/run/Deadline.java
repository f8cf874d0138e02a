package dev.gantry.spi.run;

import java.time.Duration;
import java.time.Instant;

/** Until when a run has to be over, whatever it does: it ends as timeout then. */
public sealed interface Deadline {

    /** The time, for a request that is made now. */
    Instant from(Instant now);

    /** A point in time. */
    record At(Instant time) implements Deadline {

        @Override
        public Instant from(Instant now) {
            return time;
        }

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** So long after the run was accepted. */
    record Within(Duration span) implements Deadline {

        /** Refuses what is not positive. */
        public Within {
            if (span.isNegative() || span.isZero()) {
                throw new IllegalArgumentException("a deadline lies ahead, not at " + span);
            }
        }

        @Override
        public Instant from(Instant now) {
            return now.plus(span);
        }

        @Override
        public String toString() {
            return span.toString();
        }
    }
}
