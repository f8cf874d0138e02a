package dev.gantry.api.context;

/** The work stops because it was asked to. Let it pass: it is not a failure. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message who or what asked, for a person
     */
    public CancelledException(String message) {
        super(message);
    }
}
