package dev.gantry.launcher.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gantry completion}. */
@Command(
        name = "completion",
        description = "Print the completion for bash and zsh: source <(gantry completion)")
final class CompletionCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash("gantry", Gantry.whole()));
        spec.commandLine().getOut().flush();
    }
}
