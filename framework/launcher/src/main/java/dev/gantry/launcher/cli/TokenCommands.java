package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code gantry token}. */
@Command(
        name = "token",
        description = "Work with tokens: who may do what.",
        subcommands = {
            TokenCommands.ListTokens.class,
            TokenCommands.Create.class,
            TokenCommands.Revoke.class
        })
final class TokenCommands implements Runnable {
    private static final String PATH = "/api/v1/tokens";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Roles as they are given: {@code operator@blue}. */
    private static String roles(JsonNode token) {
        List<String> roles = new ArrayList<>();
        for (JsonNode grant : token.path("roles")) {
            String tenant = Nodes.text(grant, "tenant");
            roles.add(Nodes.text(grant, "role") + (tenant.isEmpty() ? "" : "@" + tenant));
        }
        return String.join(", ", roles);
    }

    @Command(name = "list", description = "List tokens; not their secrets.")
    static final class ListTokens extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get(PATH + "?limit=1000");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("ID", "NAME", "ROLES", "MADE", "BY", "USED", "ENDS");
            for (JsonNode token : answer.path("items")) {
                boolean expired = token.path("expired").asBoolean(false);
                String ends = Nodes.text(token, "expiresAt");
                String used = Nodes.text(token, "usedAt");
                table.row(
                        Nodes.text(token, "id"),
                        Nodes.text(token, "name"),
                        roles(token),
                        times.relative(Nodes.text(token, "createdAt")),
                        Nodes.text(token, "createdBy"),
                        used.isEmpty() ? "never" : times.relative(used),
                        ends.isEmpty() ? "never" : expired ? "expired" : times.relative(ends));
            }
            return table.lines();
        }
    }

    @Command(
            name = "create",
            description = "Make a token and print it, this one time.",
            footer = {
                "",
                "Examples:",
                "  gantry token create ci --role operator@blue --expires P30D > ci.token",
                "  gantry token create watch --role viewer --expires never"
            })
    static final class Create extends ClientCommand {
        private static final String NEVER = "never";

        @Parameters(paramLabel = "NAME", description = "Name of the token.")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE[@TENANT]",
                required = true,
                description =
                        "viewer, operator, author or admin, for all of Gantry or a tenant; may be given"
                                + " several times.")
        private List<String> roles;

        @Option(
                names = "--expires",
                paramLabel = "DURATION|never",
                description = "When it ends; P90D by default.")
        private String expires;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            body.put("name", name);
            ArrayNode list = body.putArray("roles");
            for (String role : roles) {
                int at = role.indexOf('@');
                ObjectNode grant = list.addObject();
                grant.put("role", at < 0 ? role : role.substring(0, at));
                if (at >= 0) {
                    grant.put("tenant", role.substring(at + 1));
                }
            }
            if (NEVER.equals(expires)) {
                body.put("never", true);
            } else if (expires != null) {
                body.put("expiresIn", expires);
            }
            JsonNode made = api.post(PATH, body, Duration.ZERO);
            output.answer(made, () -> List.of(Nodes.text(made, "token")));
            if (output.forPeople()) {
                String ends = Nodes.text(made, "expiresAt");
                output.note(
                        "Token "
                                + Nodes.text(made, "id")
                                + ", "
                                + roles(made)
                                + (ends.isEmpty() ? ", never ends" : ", until " + ends)
                                + ". It is not shown again.");
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "revoke",
            description = "Revoke a token; it and the sessions opened by it are over.")
    static final class Revoke extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "Id of the token; gantry token list has it.")
        private String id;

        @Override
        int call(Api api, Output output) {
            api.delete(PATH + "/" + Api.escape(id));
            output.note("Token " + id + " is revoked.");
            return ExitCode.OK;
        }
    }
}
