package dev.gantry.launcher;

/** Why Gantry does not start: one sentence with the remedy, and the exit code that tells it. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Something about the installation, the home or a setting. */
    public static final int FAILED = 1;

    /** Another Gantry holds the home. */
    public static final int HELD = 4;

    private final int exitCode;

    /** A failure of the given kind. */
    public StartException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** A failure with the exception behind it. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = FAILED;
    }

    /** What the process should end with. */
    public int exitCode() {
        return exitCode;
    }
}
