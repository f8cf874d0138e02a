package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code gantry plugin}. */
@Command(
        name = "plugin",
        description = "Work with plugins.",
        subcommands = {
            PluginCommands.ListPlugins.class,
            PluginCommands.Show.class,
            PluginCommands.Drop.class,
            PluginCommands.Delete.class,
            PluginCommands.Why.class,
            PluginCommands.Activate.class,
            ConfigCommands.class
        })
final class PluginCommands implements Runnable {
    private static final String PATH = "/api/v1/plugins/";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<String> versions(Iterable<JsonNode> plugins, Times times, boolean all) {
        Table table = new Table("PLUGIN", "VERSION", "STATE", "SINCE", "OFFERS", "WHY");
        for (JsonNode plugin : plugins) {
            for (JsonNode version : plugin.path("versions")) {
                String state = Nodes.text(version, "state");
                if (!all && state.equals("retired")) {
                    continue;
                }
                List<String> offers = new ArrayList<>(Nodes.texts(version.path("tasks")));
                offers.addAll(Nodes.texts(version.path("detectors")));
                table.row(
                        Nodes.text(plugin, "id"),
                        Nodes.text(version, "version"),
                        state,
                        times.relative(Nodes.text(version, "since")),
                        String.join(", ", offers),
                        Nodes.text(version, "reason"));
            }
        }
        return table.lines();
    }

    @Command(name = "list", description = "List plugins.")
    static final class ListPlugins extends ClientCommand {
        @Option(names = "--all", description = "Retired versions, too.")
        private boolean all;

        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/plugins");
            output.answer(answer, () -> versions(answer.path("items"), output.times(), all));
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "Show a plugin with all its versions.")
    static final class Show extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id, or name of the file.")
        private String id;

        @Override
        int call(Api api, Output output) {
            JsonNode plugin = api.get(PATH + Api.escape(id));
            output.answer(plugin, () -> lines(plugin, output.times()));
            return ExitCode.OK;
        }

        private List<String> lines(JsonNode plugin, Times times) {
            List<String> lines = new ArrayList<>();
            lines.add(Nodes.text(plugin, "id") + ": " + Nodes.text(plugin, "name"));
            lines.addAll(versions(List.of(plugin), times, true));
            if (verbose) {
                for (JsonNode version : plugin.path("versions")) {
                    lines.add(
                            Nodes.text(version, "version")
                                    + " "
                                    + Nodes.text(version, "file")
                                    + " sha256 "
                                    + Nodes.text(version, "sha256"));
                }
            }
            return lines;
        }
    }

    @Command(
            name = "drop",
            description = "Put a JAR into the drop folder, and say what became of it.")
    static final class Drop extends ClientCommand {
        @Parameters(paramLabel = "FILE", description = "The JAR.")
        private Path file;

        @Override
        int call(Api api, Output output) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new ApiException(ExitCode.USAGE, "cannot read the file " + file);
            }
            Query path =
                    new Query("/api/v1/plugins").with("filename", file.getFileName().toString());
            JsonNode plugin = api.upload(path.toString(), file);
            output.answer(plugin, () -> versions(List.of(plugin), output.times(), false));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Take a version out of the drop folder: it drains and goes.")
    static final class Delete extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id, or name of the file.")
        private String id;

        @Parameters(
                index = "1",
                paramLabel = "VERSION",
                arity = "0..1",
                description = "Needed if there is more than one.")
        private String version;

        @Override
        int call(Api api, Output output) {
            String chosen = version == null ? only(api.get(PATH + Api.escape(id))) : version;
            String path = PATH + Api.escape(id);
            if (!chosen.isEmpty()) {
                path += "/versions/" + Api.escape(chosen);
            }
            JsonNode plugin = api.delete(path);
            output.answer(plugin, () -> List.of((id + " " + chosen).strip() + " is deleted."));
            return ExitCode.OK;
        }

        private String only(JsonNode plugin) {
            List<String> there = new ArrayList<>();
            for (JsonNode candidate : plugin.path("versions")) {
                if (!Nodes.text(candidate, "state").equals("retired")) {
                    there.add(Nodes.text(candidate, "version"));
                }
            }
            if (there.isEmpty()) {
                throw new ApiException(ExitCode.NOT_FOUND, id + " is deleted already");
            }
            if (there.size() > 1) {
                throw new ApiException(
                        ExitCode.USAGE,
                        id
                                + " is there in several versions, name one: "
                                + String.join(", ", there));
            }
            return there.getFirst();
        }
    }

    @Command(name = "why", description = "Say why a plugin is not active.")
    static final class Why extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id, or name of the file.")
        private String id;

        @Override
        int call(Api api, Output output) {
            JsonNode why = api.get(PATH + Api.escape(id) + "/why");
            output.answer(why, () -> lines(why));
            return ExitCode.OK;
        }

        private List<String> lines(JsonNode why) {
            List<String> lines = new ArrayList<>();
            String reason = Nodes.text(why, "reason");
            if (reason.isEmpty()) {
                String who = Nodes.text(why, "id") + " " + Nodes.text(why, "version");
                lines.add(who.strip() + " is " + Nodes.text(why, "state") + "; all is well.");
            } else {
                lines.add(reason);
            }
            String detail = Nodes.text(why, "detail");
            if (verbose && !detail.isEmpty()) {
                lines.add("");
                detail.lines().forEach(lines::add);
            }
            return lines;
        }
    }

    @Command(name = "activate", description = "Let new runs go to another version.")
    static final class Activate extends ClientCommand {
        @Parameters(index = "0", paramLabel = "PLUGIN", description = "Id.")
        private String id;

        @Parameters(index = "1", paramLabel = "VERSION", description = "Version.")
        private String version;

        @Override
        int call(Api api, Output output) {
            JsonNode plugin =
                    api.post(
                            PATH
                                    + Api.escape(id)
                                    + "/versions/"
                                    + Api.escape(version)
                                    + "/activate");
            output.answer(plugin, () -> versions(List.of(plugin), output.times(), false));
            return ExitCode.OK;
        }
    }
}
