package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code gantry rehearse}: several commands in one process, from which the build makes the cache
 * that lets the JVM start faster.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Run the commands of a file, one a line, for the JVM to remember.")
final class RehearseCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The commands.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] args = line.split(" ");
            int code =
                    Gantry.commandLine(Surroundings.of(spec), args)
                            .setOut(spec.commandLine().getOut())
                            .setErr(spec.commandLine().getErr())
                            .execute(args);
            spec.commandLine().getOut().println(line + ": " + code);
        }
        return ExitCode.OK;
    }
}
