package dev.gantry.spi.store;

import dev.gantry.spi.run.GantryException;

/**
 * The store was lost while it committed: the write may be on disk or not. Ends of runs and of
 * attempts, and lines of logs, can be written again; they change nothing then.
 */
public final class UnsureException extends GantryException {
    private static final long serialVersionUID = 1L;

    /** With what was wrong, and the remedy. */
    public UnsureException(String message, Throwable cause) {
        super(Code.UNAVAILABLE, message, cause);
    }
}
