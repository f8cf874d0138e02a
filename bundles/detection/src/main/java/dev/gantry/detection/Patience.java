package dev.gantry.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far Gantry has gone to end an inspection, and when it goes further: it asks at the deadline,
 * interrupts a second later and gives up five seconds after that. Each stage has its time from when
 * it began, however late that was. Immutable.
 *
 * @param until when the next stage begins; {@code null} at the last
 */
record Patience(Stage stage, Instant until) {

    static final Duration ASKED = Duration.ofSeconds(1);
    private static final Duration INTERRUPTED = Duration.ofSeconds(5);

    /** What was done to end it. */
    enum Stage {
        /** Nothing yet. */
        RUNNING,
        /** The cancellation flag is up. */
        ASKED,
        /** Its thread was interrupted. */
        INTERRUPTED,
        /** Nobody waits for it any more. */
        ABANDONED
    }

    static Patience untilDeadline(Instant deadline) {
        return new Patience(Stage.RUNNING, deadline);
    }

    /** Asks now, unless that was done. */
    Patience asked(Instant now) {
        return stage == Stage.RUNNING ? new Patience(Stage.ASKED, now.plus(ASKED)) : this;
    }

    /** The next stage, if its time has come. */
    Optional<Patience> after(Instant now) {
        if (until == null || now.isBefore(until)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (stage) {
                    case RUNNING -> asked(now);
                    case ASKED -> new Patience(Stage.INTERRUPTED, now.plus(INTERRUPTED));
                    case INTERRUPTED, ABANDONED -> new Patience(Stage.ABANDONED, null);
                });
    }
}
