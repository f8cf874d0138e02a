package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** {@code gantry audit}. */
@Command(
        name = "audit",
        description = "Read the audit log: who changed what.",
        subcommands = {AuditCommands.ListEntries.class, AuditCommands.Verify.class})
final class AuditCommands implements Runnable {
    private static final String PATH = "/api/v1/audit";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "list", description = "List entries, newest first.")
    static final class ListEntries extends ClientCommand implements Watched {
        @Option(names = "--limit", defaultValue = "20", description = "At most so many; 20.")
        private int limit;

        @Option(names = "--cursor", description = "Where the page before ended.")
        private String cursor;

        @Option(names = "--actor", paramLabel = "NAME", description = "Only what they did.")
        private String actor;

        @Option(
                names = "--operation",
                paramLabel = "ID",
                description = "Only these, as uploadPlugin; /openapi.json has their names.")
        private String operation;

        @Override
        int call(Api api, Output output) {
            JsonNode answer =
                    api.get(
                            new Query(PATH)
                                    .with("actor", actor)
                                    .with("operation", operation)
                                    .with("cursor", cursor)
                                    .with("limit", String.valueOf(limit))
                                    .toString());
            output.answer(answer, () -> lines(answer, output.times()));
            String next = Nodes.text(answer, "next");
            if (output.forPeople() && !next.isEmpty()) {
                output.note("There are more: --cursor " + next);
            }
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table =
                    new Table("SEQ", "WHEN", "ACTOR", "FROM", "OPERATION", "STATUS", "TARGET");
            for (JsonNode entry : answer.path("items")) {
                table.row(
                        Nodes.text(entry, "seq"),
                        times.relative(Nodes.text(entry, "at")),
                        Nodes.text(entry, "actor"),
                        Nodes.text(entry, "remote"),
                        Nodes.text(entry, "operation"),
                        Nodes.text(entry, "status"),
                        Nodes.text(entry, "target"));
            }
            return table.lines();
        }
    }

    @Command(
            name = "verify",
            description =
                    "Find out whether the log is as it was written; names the first entry that"
                            + " does not fit, and ends with 1 then.",
            footer = {
                "",
                "Note the last line somewhere else, and pass it as --known later: then not even",
                "somebody who may write the database can change what was before.",
                "",
                "Example:",
                "  gantry audit verify --known 17:3fa9c0…"
            })
    static final class Verify extends ClientCommand {
        @Option(
                names = "--known",
                paramLabel = "SEQ:HASH",
                description = "Number and hash of an entry as they were noted.")
        private String known;

        @Override
        int call(Api api, Output output) {
            JsonNode found = api.get(new Query(PATH + "/verify").with("known", known).toString());
            boolean intact = found.path("intact").asBoolean(false);
            output.answer(found, () -> lines(found, intact));
            return intact ? ExitCode.OK : ExitCode.FAILED;
        }

        private static List<String> lines(JsonNode found, boolean intact) {
            if (!intact) {
                return List.of("The audit log was changed: " + Nodes.text(found, "reason") + ".");
            }
            String last = Nodes.text(found, "last");
            return List.of(
                    "The audit log is intact: "
                            + Nodes.text(found, "entries")
                            + " entries, from "
                            + Nodes.text(found, "first")
                            + " to "
                            + last
                            + ".",
                    last + ":" + Nodes.text(found, "head"));
        }
    }
}
