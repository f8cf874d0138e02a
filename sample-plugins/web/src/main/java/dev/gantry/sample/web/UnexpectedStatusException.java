package dev.gantry.sample.web;

/** A server answered with a status that was not expected; another attempt may do better. */
public final class UnexpectedStatusException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    UnexpectedStatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The status code. */
    public int status() {
        return status;
    }
}
