package dev.gantry.launcher.cli;

/** Entry of {@code bin/gantry}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process: no thread that is left keeps it alive. */
    public static void main(String[] args) {
        int code = ExitCode.FAILED;
        try {
            code = Gantry.commandLine(args).execute(args);
        } finally {
            System.exit(code);
        }
    }
}
