package dev.gantry.spi.catalog;

import java.time.Instant;

/** One piece of work shall wait; the task type or detector is there for all others. */
public class NotYetException extends NoProviderException {
    private static final long serialVersionUID = 1L;

    private final transient Instant until;

    /**
     * @param message one sentence: what it waits for
     * @param until when to ask again
     */
    public NotYetException(String message, Instant until) {
        super(message);
        this.until = until;
    }

    /** When to ask again. */
    public Instant until() {
        return until;
    }
}
