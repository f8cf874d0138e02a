package dev.gantry.launcher.cli;

import dev.gantry.launcher.Installation;
import dev.gantry.launcher.StartException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The command line. */
@Command(
        name = "gantry",
        description = "An automation platform that hosts plugins.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Gantry.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:Failed.",
            "2:The command line is wrong.",
            "3:There is no such thing.",
            "4:Gantry refuses, or it contradicts the present state.",
            "5:No Gantry answers.",
            "6:The run did not succeed, or was not over in time.",
            "141:Nobody reads the output any more."
        },
        footerHeading = "%nStart here:%n",
        footer = {
            "  gantry start                   start Gantry in the background",
            "  gantry run                     or in this terminal",
            "  gantry task list               what the plugins can do",
            "  gantry run start TYPE --wait   do it",
            "  gantry COMMAND --help          more"
        })
public final class Gantry implements Runnable {

    @Spec CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private final Surroundings surroundings;

    /** Made by {@link #commandLine}. */
    private Gantry(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** All commands, or, to start quickly, those that {@code args} name. */
    public static CommandLine commandLine(String... args) {
        return commandLine(Surroundings.real(), args);
    }

    static CommandLine commandLine(Surroundings surroundings, String... args) {
        CommandLine line = new CommandLine(new Gantry(surroundings));
        Commands.add(line, args);
        return behaving(line);
    }

    /** All commands, whatever the command line is. */
    static CommandLine whole() {
        CommandLine line = new CommandLine(new Gantry(Surroundings.real()));
        Commands.addAll(line);
        return behaving(line);
    }

    private static CommandLine behaving(CommandLine line) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Gantry::failed);
        line.setParameterExceptionHandler(Gantry::misused);
        line.setExpandAtFiles(false); // @FILE is a value of some options
        line.setUsageHelpWidth(100);
        return line;
    }

    /** What its commands find around themselves. */
    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int misused(CommandLine.ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        Optional<String> secret = Stream.of(args).filter(Gantry::secret).findFirst();
        if (secret.isPresent()) {
            command.getErr()
                    .println(
                            "gantry: there is no option for a token or password itself, which others could see;"
                                    + " name a file that holds it, as with --token-file");
            return ExitCode.USAGE;
        }
        command.getErr().println("gantry: " + failure.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println("Try: " + name + " --help");
        }
        return ExitCode.USAGE;
    }

    /** Whether what follows is a secret, which is not to be repeated. */
    private static boolean secret(String arg) {
        return arg.matches("(?i)--?(token|password|secret|bearer)(=.*)?");
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        return switch (failure) {
            case ApiException refused -> {
                err.println("gantry: " + refused.getMessage());
                refused.fields().forEach(field -> err.println("  " + field));
                yield refused.exitCode();
            }
            case ClosedOutputException closed -> ExitCode.OUTPUT_CLOSED;
            case StartException start -> {
                err.println("gantry: " + start.getMessage());
                yield start.exitCode();
            }
            case IOException io -> {
                err.println("gantry: " + io);
                yield ExitCode.FAILED;
            }
            default -> {
                err.println("gantry: this is a fault of Gantry's own, please report it");
                failure.printStackTrace(err);
                yield ExitCode.FAILED;
            }
        };
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "gantry "
                        + Installation.version()
                        + " (Java "
                        + Runtime.version().feature()
                        + ", "
                        + System.getProperty("java.home")
                        + ")"
            };
        }
    }

    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Runnable {
        @Spec private CommandSpec spec;

        @Mixin private Form form = new Form();

        @Override
        public void run() {
            ObjectNode node = Api.JSON.createObjectNode();
            node.put("version", Installation.version());
            node.put("java", Runtime.version().toString());
            node.put("javaHome", System.getProperty("java.home"));
            form.output(spec).answer(node, () -> List.of(new Version().getVersion()[0]));
        }
    }
}
