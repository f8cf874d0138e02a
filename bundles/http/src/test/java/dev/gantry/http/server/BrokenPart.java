package dev.gantry.http.server;

/** A component that cannot be activated. */
public final class BrokenPart {
    static final String MESSAGE =
            "gantry.engine.slots: expected a whole number from 1 to 10, got x";

    /** Fails. */
    public BrokenPart() {
        throw new IllegalArgumentException(MESSAGE);
    }
}
