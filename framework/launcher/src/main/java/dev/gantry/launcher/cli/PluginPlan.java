package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry plugin plan}. */
@Command(
        name = "plan",
        description = "Say what would happen if a JAR were dropped; nothing happens.",
        footer = {"", "Ends with 0 where it would be let in, with 4 where it would be rejected."})
final class PluginPlan extends ClientCommand {
    @Parameters(paramLabel = "FILE", description = "The JAR.")
    private Path file;

    @Override
    int call(Api api, Output output) {
        return plan(api, output, file, verbose);
    }

    /** Asks for the plan, prints it, and says with which exit code to end. */
    static int plan(Api api, Output output, Path file, boolean verbose) {
        JsonNode plan =
                api.upload(path(PluginCommand.ALL + "/plan", file).toString(), file, sent -> {});
        output.answer(plan, () -> lines(plan, verbose));
        return Nodes.text(plan, "action").equals("reject") ? ExitCode.REFUSED : ExitCode.OK;
    }

    /** Where a file goes. */
    static Query path(String path, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ApiException(ExitCode.USAGE, "cannot read the file " + file);
        }
        return new Query(path).with("filename", file.getFileName().toString());
    }

    private static List<String> lines(JsonNode plan, boolean verbose) {
        List<String> lines = new ArrayList<>();
        lines.add(Nodes.text(plan, "action") + ": " + Nodes.text(plan, "sentence"));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(
                "Plugin", (Nodes.text(plan, "plugin") + " " + Nodes.text(plan, "version")).strip());
        JsonNode replaces = plan.path("replaces");
        fields.put(
                "Replaces",
                (Nodes.text(replaces, "id") + " " + Nodes.text(replaces, "version")).strip());
        fields.put("Compatibility", Nodes.text(plan, "compatibility"));
        fields.put("Offers", PluginTable.offers(plan));
        PluginTrust.put(fields, plan);
        fields.put("Rewired", String.join(", ", Nodes.texts(plan.path("rewired"))));
        fields.put("SHA-256", verbose ? Nodes.text(plan, "sha256") : "");
        section(lines, Output.fields(fields));
        section(lines, table(plan.path("differences"), "weight", "subject", "sentence"));
        section(lines, table(plan.path("touched"), "kind", "id", "effect"));
        return lines;
    }

    private static void section(List<String> lines, List<String> more) {
        if (!more.isEmpty()) {
            lines.add("");
            lines.addAll(more);
        }
    }

    private static List<String> table(JsonNode rows, String first, String second, String third) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Table table =
                first.equals("weight")
                        ? new Table("WEIGHT", "SUBJECT", "DIFFERENCE")
                        : new Table("TOUCHES", "ID", "EFFECT");
        for (JsonNode row : rows) {
            table.row(Nodes.text(row, first), Nodes.text(row, second), Nodes.text(row, third));
        }
        return table.lines();
    }
}
