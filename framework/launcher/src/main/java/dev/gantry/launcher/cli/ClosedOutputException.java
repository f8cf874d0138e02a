package dev.gantry.launcher.cli;

/** Nobody reads the output any more, as when {@code head} has seen enough. */
final class ClosedOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedOutputException() {
        super("nobody reads the output any more");
    }
}
