package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code gantry calendar}. */
@Command(
        name = "calendar",
        description = "Look at the calendars in conf/calendars.",
        subcommands = CalendarCommands.ListCalendars.class)
final class CalendarCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List calendars, their next days and problems.")
    static final class ListCalendars extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/calendars");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table = new Table("CALENDAR", "ZONE", "NEXT DAYS", "USED BY", "PROBLEM");
            for (JsonNode calendar : answer.path("items")) {
                table.row(
                        Nodes.text(calendar, "name"),
                        Nodes.text(calendar, "zone"),
                        first(Nodes.texts(calendar.path("next"))),
                        first(Nodes.texts(calendar.path("usedBy"))),
                        Nodes.text(calendar, "problem"));
            }
            return table.lines();
        }

        private static String first(List<String> all) {
            return all.size() < 4
                    ? String.join(", ", all)
                    : String.join(", ", all.subList(0, 3)) + ", …";
        }
    }
}
