package dev.gantry.launcher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Entry of {@code bin/gantry}. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process: no thread that is left keeps it alive. */
    public static void main(String[] args) {
        int code = ExitCode.FAILED;
        try {
            code = Gantry.commandLine(args).setOut(out()).execute(args);
        } finally {
            System.exit(code);
        }
    }

    /** Unlike {@link System#out} it says when nobody reads it any more. */
    private static PrintWriter out() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding"));
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), charset), true);
    }
}
