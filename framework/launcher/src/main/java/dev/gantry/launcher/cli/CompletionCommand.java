package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gantry completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes what is typed, for bash, zsh or fish.",
        footer = {
            "",
            "In the file that the shell reads at its start:",
            "  bash   source <(gantry completion bash)",
            "  zsh    source <(gantry completion zsh)",
            "  fish   gantry completion fish | source"
        })
final class CompletionCommand implements Runnable {
    /** For which there are scripts. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            defaultValue = "bash",
            description = "One of ${COMPLETION-CANDIDATES}; bash by default.")
    private Shell shell = Shell.bash;

    @Override
    public void run() {
        Completion completion = new Completion(Gantry.whole());
        String script =
                switch (shell) {
                    case bash -> completion.bash();
                    case zsh -> completion.zsh();
                    case fish -> completion.fish();
                };
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
    }
}
