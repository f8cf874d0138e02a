package dev.gantry.spi.resilience;

import java.time.Duration;

/** A call was not let through to its target. */
public final class TargetClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    /**
     * @param message one sentence for a person
     * @param after when it is worth another try
     */
    public TargetClosedException(String message, Duration after) {
        super(message);
        this.after = after;
    }

    /** When it is worth another try. */
    public Duration after() {
        return after;
    }
}
