package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** {@code gantry plugin why}. */
@Command(name = "why", description = "Say what is with a plugin, and what to do.")
final class PluginWhy extends PluginCommand implements Watched {
    @Override
    int call(Api api, Output output) {
        JsonNode why = api.get(path() + "/why");
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
