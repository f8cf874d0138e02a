package dev.gantry.launcher.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All commands by their nouns, and as few of them as a command line needs, to start quickly. */
final class Commands {
    private static final Set<String> HELP = Set.of("-h", "--help");

    private Commands() {}

    /** Their order is that of the help. */
    static Map<String, Class<?>> nouns() {
        Map<String, Class<?>> nouns = new LinkedHashMap<>();
        nouns.put("run", RunCommands.class);
        nouns.put("start", ProcessCommands.Start.class);
        nouns.put("stop", ProcessCommands.Stop.class);
        nouns.put("restart", ProcessCommands.Restart.class);
        nouns.put("status", StatusCommand.class);
        nouns.put("dev", DevCommand.class);
        nouns.put("attention", AttentionCommands.class);
        nouns.put("plugin", PluginCommands.class);
        nouns.put("task", TaskCommands.class);
        nouns.put("tenant", TenantCommands.class);
        nouns.put("queue", QueueCommands.class);
        nouns.put("target", TargetCommands.class);
        nouns.put("pause", PauseCommands.class);
        nouns.put("schedule", ScheduleCommands.class);
        nouns.put("calendar", CalendarCommands.class);
        nouns.put("slo", SloCommands.class);
        nouns.put("check", CheckCommands.class);
        nouns.put("finding", FindingCommands.class);
        nouns.put("maintenance", MaintenanceCommands.class);
        nouns.put("detector", DetectorCommands.class);
        nouns.put("panel", PanelCommands.class);
        nouns.put("events", EventsCommand.class);
        nouns.put("retention", RetentionCommands.class);
        nouns.put("telemetry", TelemetryCommands.class);
        nouns.put("metrics", MetricsCommand.class);
        nouns.put("node", NodeCommands.class);
        nouns.put("store", StoreCommands.class);
        nouns.put("token", TokenCommands.class);
        nouns.put("audit", AuditCommands.class);
        nouns.put("context", ContextCommands.class);
        nouns.put("version", Gantry.VersionCommand.class);
        nouns.put("completion", CompletionCommand.class);
        nouns.put("names", NamesCommand.class);
        nouns.put("rehearse", RehearseCommand.class);
        return nouns;
    }

    /** Adds what {@code args} name; of all others no more than the help tells of them. */
    static void add(CommandLine line, String... args) {
        Map<String, Class<?>> nouns = nouns();
        Class<?> noun = args.length == 0 ? null : nouns.get(args[0]);
        if (noun == null) {
            nouns.forEach((name, type) -> line.addSubcommand(name, outline(type)));
            return;
        }
        Class<?> verb = args.length == 1 ? null : verb(noun, args[1]);
        if (starts(args)) {
            line.addSubcommand(args[0], command(RunServer.class));
        } else if (verb == null) {
            line.addSubcommand(args[0], command(noun));
        } else {
            line.addSubcommand(
                    args[0], new CommandLine(outline(noun).addSubcommand(args[1], command(verb))));
        }
    }

    /** Whether they start the server, and do not ask for help, which tells of all. */
    private static boolean starts(String... args) {
        return args[0].equals("run")
                && (args.length == 1 || args[1].startsWith("-"))
                && List.of(args).stream().noneMatch(HELP::contains);
    }

    /** Adds all of them. */
    static void addAll(CommandLine line) {
        nouns().forEach((name, type) -> line.addSubcommand(name, command(type)));
    }

    private static CommandLine command(Class<?> type) {
        CommandLine command = new CommandLine(type);
        watchable(command);
        return command;
    }

    private static void watchable(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.userObject() instanceof Watched) {
            spec.addMixin(
                    Looking.class.getSimpleName(), CommandSpec.forAnnotatedObject(new Looking()));
        }
        command.getSubcommands().values().forEach(Commands::watchable);
    }

    private static Class<?> verb(Class<?> noun, String name) {
        for (Class<?> verb : noun.getAnnotation(Command.class).subcommands()) {
            if (verb.getAnnotation(Command.class).name().equals(name)) {
                return verb;
            }
        }
        return null;
    }

    private static CommandSpec outline(Class<?> type) {
        Command command = type.getAnnotation(Command.class);
        CommandSpec spec = CommandSpec.create().name(command.name());
        spec.usageMessage().description(command.description()).hidden(command.hidden());
        return spec;
    }
}
