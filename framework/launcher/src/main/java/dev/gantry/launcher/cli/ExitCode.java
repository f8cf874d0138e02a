package dev.gantry.launcher.cli;

/** What the process ends with; stable, for scripts. */
public final class ExitCode {
    /** It is done. */
    public static final int OK = 0;

    /** It failed, and none of the others says how. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** There is no such thing. */
    public static final int NOT_FOUND = 3;

    /** Gantry refuses, or it contradicts the present state. */
    public static final int REFUSED = 4;

    /** No Gantry answers. */
    public static final int UNREACHABLE = 5;

    /** The run is over and did not succeed, or was not over in time. */
    public static final int RUN_NOT_SUCCESSFUL = 6;

    /** Nobody reads the output any more: what a shell says of a program that SIGPIPE ended. */
    public static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}
}
