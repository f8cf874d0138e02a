package dev.gantry.launcher.cli;

import dev.gantry.launcher.Installation;
import dev.gantry.launcher.StartException;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

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
            "  gantry run                     start Gantry in this terminal",
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

    /** Made by {@link #commandLine}. */
    Gantry() {}

    /**
     * The commands. To start quickly, it knows only the noun that {@code args} begin with, if they
     * do.
     */
    public static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Gantry());
        Map<String, Supplier<Object>> nouns = nouns();
        if (args.length > 0 && nouns.containsKey(args[0]) && !args[0].equals("completion")) {
            line.addSubcommand(args[0], nouns.get(args[0]).get());
        } else {
            nouns.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(Gantry::failed);
        line.setParameterExceptionHandler(Gantry::misused);
        line.setExpandAtFiles(false); // @FILE is a value of some options
        line.setUsageHelpWidth(100);
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Map<String, Supplier<Object>> nouns() {
        Map<String, Supplier<Object>> nouns = new LinkedHashMap<>();
        nouns.put("run", RunCommands::new);
        nouns.put("status", StatusCommand::new);
        nouns.put("plugin", PluginCommands::new);
        nouns.put("task", TaskCommands::new);
        nouns.put("tenant", TenantCommands::new);
        nouns.put("queue", QueueCommands::new);
        nouns.put("target", TargetCommands::new);
        nouns.put("pause", PauseCommands::new);
        nouns.put("schedule", ScheduleCommands::new);
        nouns.put("calendar", CalendarCommands::new);
        nouns.put("slo", SloCommands::new);
        nouns.put("check", CheckCommands::new);
        nouns.put("panel", PanelCommands::new);
        nouns.put("events", EventsCommand::new);
        nouns.put("retention", RetentionCommands::new);
        nouns.put("telemetry", TelemetryCommands::new);
        nouns.put("node", NodeCommands::new);
        nouns.put("store", StoreCommands::new);
        nouns.put("version", VersionCommand::new);
        nouns.put("completion", CompletionCommand::new);
        return nouns;
    }

    private static int misused(CommandLine.ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("gantry: " + failure.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println("Try: " + name + " --help");
        }
        return ExitCode.USAGE;
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
        @Spec CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().getOut().println(new Version().getVersion()[0]);
        }
    }

    @Command(
            name = "completion",
            description = "Print the completion for bash and zsh: source <(gantry completion)")
    static final class CompletionCommand implements Runnable {
        @Spec CommandSpec spec;
        @ParentCommand Gantry gantry;

        @Override
        public void run() {
            CommandLine root = gantry.spec.commandLine();
            spec.commandLine().getOut().print(AutoComplete.bash("gantry", root));
            spec.commandLine().getOut().flush();
        }
    }
}
