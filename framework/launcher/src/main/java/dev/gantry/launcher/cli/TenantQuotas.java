package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code gantry tenant} does with quotas. */
final class TenantQuotas {
    private TenantQuotas() {}

    private static String rate(JsonNode tenant) {
        JsonNode rate = tenant.path("rate");
        return rate.isObject()
                ? Nodes.text(rate, "perSecond")
                        + " per second, "
                        + Nodes.text(rate, "burst")
                        + " at once"
                : Limits.NONE;
    }

    private static List<String> describe(JsonNode tenant) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Tenant", Nodes.text(tenant, "name"));
        fields.put(
                "Quota",
                tenant.path("own").asBoolean(false)
                        ? "its own, version " + Nodes.text(tenant, "version")
                        : "none of its own, as * says");
        fields.put("Weight", Nodes.text(tenant, "weight"));
        fields.put(
                "Running",
                Nodes.text(tenant, "running") + " of " + Limits.text(tenant, "maxRunning"));
        fields.put("Open", Nodes.text(tenant, "open") + " of " + Limits.text(tenant, "maxOpen"));
        fields.put("Submits", rate(tenant));
        fields.put("Refused", Nodes.text(tenant, "refused") + " since the start");
        return Output.fields(fields);
    }

    @Command(name = "list", description = "List tenants that have a quota or open runs.")
    static final class ListTenants extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/tenants?limit=1000");
            output.answer(answer, () -> lines(answer));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer) {
            Table table =
                    new Table(
                            "TENANT", "WEIGHT", "RUNNING", "MOST", "OPEN", "MOST", "SUBMITS",
                            "REFUSED");
            for (JsonNode tenant : answer.path("items")) {
                table.row(
                        Nodes.text(tenant, "name"),
                        Nodes.text(tenant, "weight"),
                        Nodes.text(tenant, "running"),
                        Limits.text(tenant, "maxRunning"),
                        Nodes.text(tenant, "open"),
                        Limits.text(tenant, "maxOpen"),
                        rate(tenant),
                        Nodes.text(tenant, "refused"));
            }
            return table.lines();
        }
    }

    /** What is done with one tenant. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(
                paramLabel = "TENANT",
                description = "Name of the tenant; '*' for all that have no quota of their own.")
        String name;

        final String path() {
            return TenantCommands.path(name);
        }
    }

    @Command(name = "show", description = "Show a tenant's quota, and what it takes now.")
    static final class Show extends OfOne implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode tenant = api.get(path());
            output.answer(tenant, () -> describe(tenant));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description = "Set a tenant's quota; what is not named stays. In force at once.",
            footer = {
                "",
                "Examples:",
                "  gantry tenant set blue --max-running 20 --max-open 10000 --rate 50",
                "  gantry tenant set '*' --rate 10 --burst 100",
                "  gantry tenant set blue --rate none"
            })
    static final class Change extends OfOne {
        @Option(
                names = "--weight",
                paramLabel = "N",
                description = "Share beside others, 1 to 1000.")
        private Integer weight;

        @Option(
                names = "--max-running",
                paramLabel = "N|none",
                description = "Attempts at one time.")
        private String maxRunning;

        @Option(
                names = "--max-open",
                paramLabel = "N|none",
                description = "Runs that are not finished.")
        private String maxOpen;

        @Option(names = "--rate", paramLabel = "N|none", description = "Submits per second.")
        private String rate;

        @Option(names = "--burst", paramLabel = "N", description = "Submits at once after a rest.")
        private Integer burst;

        @Override
        int call(Api api, Output output) {
            if (weight == null
                    && maxRunning == null
                    && maxOpen == null
                    && rate == null
                    && burst == null) {
                throw new ApiException(
                        ExitCode.USAGE,
                        "say what to set: --weight, --max-running, --max-open, --rate or --burst");
            }
            JsonNode before = api.get(path());
            ObjectNode body =
                    Limits.keep(before, List.of("weight", "maxRunning", "maxOpen", "rate"));
            if (weight != null) {
                body.put("weight", weight);
            }
            Limits.set(body, "maxRunning", maxRunning);
            Limits.set(body, "maxOpen", maxOpen);
            rate(body);
            JsonNode tenant = api.put(path(), body, before.path("version").asLong(0));
            output.answer(tenant, () -> describe(tenant));
            return ExitCode.OK;
        }

        private void rate(ObjectNode body) {
            if (rate != null) {
                body.remove("rate");
                if (!rate.equals(Limits.NONE)) {
                    body.putObject("rate").set("perSecond", Payload.value(rate));
                }
            }
            if (burst != null) {
                ObjectNode part = Limits.rate(body);
                part.put("burst", burst);
            }
        }
    }

    @Command(name = "delete", description = "Take a tenant's own quota away.")
    static final class Delete extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.delete(path());
            output.answer(answer, () -> List.of(name + " has no quota of its own any more."));
            return ExitCode.OK;
        }
    }
}
