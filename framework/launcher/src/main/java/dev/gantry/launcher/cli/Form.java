package dev.gantry.launcher.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.time.InstantSource;
import java.util.Optional;

/** In which form answers are printed, as an option. */
final class Form {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES}; table by default.")
    private Output.Format format = Output.Format.table;

    Output output(CommandSpec spec) {
        return new Output(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                format,
                new Times(InstantSource.system()),
                Optional.empty());
    }
}
