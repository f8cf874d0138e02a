package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry task}. */
@Command(
        name = "task",
        description = "See what the plugins can do, bound it, and hold it back.",
        subcommands = {
            TaskCommands.ListTasks.class,
            TaskCommands.Show.class,
            TaskLimitCommands.class,
            PauseCommands.PauseTask.class,
            PauseCommands.ResumeTask.class
        })
final class TaskCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List task types.")
    static final class ListTasks extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/tasks");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("TASK", "TITLE", "PLUGIN", "VERSION", "OFFERED");
            for (JsonNode task : answer.path("items")) {
                table.row(
                        Nodes.text(task, "type"),
                        Nodes.text(task, "title"),
                        Nodes.text(task.path("plugin"), "id"),
                        Nodes.text(task.path("plugin"), "version"),
                        offered(task) ? "yes" : byNobody(task));
            }
            return table.lines();
        }
    }

    private static boolean offered(JsonNode task) {
        return task.path("available").asBoolean(true);
    }

    private static String byNobody(JsonNode task) {
        return "by nobody now: " + Nodes.text(task, "reason");
    }

    @Command(name = "show", description = "Show a task type and its parameters.")
    static final class Show extends ClientCommand implements Watched {
        @Mixin private TaskName type;

        @Override
        int call(Api api, Output output) {
            JsonNode task = api.get(type.path());
            output.answer(task, () -> lines(task));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode task) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Task", Nodes.text(task, "type"));
            fields.put("Title", Nodes.text(task, "title"));
            fields.put("Description", Nodes.text(task, "description"));
            JsonNode plugin = task.path("plugin");
            fields.put("Plugin", Nodes.text(plugin, "id") + " " + Nodes.text(plugin, "version"));
            if (!offered(task)) {
                fields.put("Offered", byNobody(task));
            }
            List<String> lines = new ArrayList<>(Output.fields(fields));
            lines.add("");
            lines.addAll(parameters(task.path("params")));
            return lines;
        }

        /** What a schema asks for. */
        static List<String> parameters(JsonNode schema) {
            List<String> required = Nodes.texts(schema.path("required"));
            Table table = new Table("PARAMETER", "TYPE", "DEFAULT", "MEANING");
            for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
                JsonNode property = entry.getValue();
                String otherwise =
                        required.contains(entry.getKey())
                                ? "(required)"
                                : Nodes.text(property, "default");
                table.row(
                        entry.getKey(),
                        type(property),
                        otherwise,
                        Nodes.text(property, "description"));
            }
            return table.lines();
        }

        private static String type(JsonNode property) {
            if (property.has("enum")) {
                return String.join("|", Nodes.texts(property.path("enum")));
            }
            String format = Nodes.text(property, "format");
            String type =
                    property.path("type").isArray()
                            ? String.join("|", Nodes.texts(property.path("type")))
                            : Nodes.text(property, "type");
            return format.isEmpty() ? type : format;
        }
    }
}
