package dev.gantry.sample.process;

/**
 * A command ended with an exit code that was not expected. Any exception fails an attempt; this one
 * leaves it to the run's retry policy whether there is another.
 */
public final class ExitCodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ExitCodeException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the command ended with; 128 and more usually means a signal. */
    public int exitCode() {
        return exitCode;
    }
}
