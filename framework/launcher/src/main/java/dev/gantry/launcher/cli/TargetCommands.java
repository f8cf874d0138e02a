package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code gantry target}. */
@Command(
        name = "target",
        description = "Work with what tasks call outside: breakers, rates, limits.",
        subcommands = {
            TargetCommands.ListTargets.class,
            TargetCommands.Show.class,
            TargetCommands.Change.class,
            TargetCommands.Unset.class,
            TargetCommands.Reset.class
        })
final class TargetCommands implements Runnable {
    private static final List<String> SPEC =
            List.of(
                    "failures",
                    "calls",
                    "period",
                    "delay",
                    "trials",
                    "rate",
                    "per",
                    "concurrent",
                    "wait");

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String breaker(JsonNode target) {
        if (target.path("failures").asDouble() == 0) {
            return "none";
        }
        String period = Nodes.text(target, "period");
        return "opens at "
                + Math.round(target.path("failures").asDouble() * 100)
                + " % of "
                + (period.isEmpty() ? "the last " : "at least ")
                + Nodes.text(target, "calls")
                + " calls"
                + (period.isEmpty() ? "" : " in " + period)
                + ", for "
                + Nodes.text(target, "delay")
                + ", closes after "
                + Nodes.text(target, "trials")
                + " trials";
    }

    private static String rate(JsonNode target) {
        return target.path("rate").asInt() == 0
                ? ""
                : Nodes.text(target, "rate") + " per " + Nodes.text(target, "per");
    }

    private static String running(JsonNode target) {
        String most = Nodes.text(target, "concurrent");
        return Nodes.text(target, "running") + (most.equals("0") ? "" : " of " + most);
    }

    private static List<String> describe(JsonNode target, Times times) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Target", Nodes.text(target, "name"));
        String until = Nodes.text(target, "until");
        fields.put(
                "State",
                Nodes.text(target, "state")
                        + " since "
                        + Nodes.text(target, "since")
                        + (until.isEmpty() ? "" : ", trials from " + until));
        fields.put("Failed", Nodes.text(target, "failed") + " of " + Nodes.text(target, "known"));
        fields.put("Running", running(target));
        fields.put("Rejected", Nodes.text(target, "rejected"));
        fields.put("Breaker", breaker(target));
        fields.put("Rate", rate(target));
        fields.put("Wait", Nodes.text(target, "wait"));
        String version = Nodes.text(target, "version");
        fields.put("Set", version.equals("0") ? "by nobody, the default" : "version " + version);
        return Output.fields(fields);
    }

    @Command(name = "list", description = "List what tasks call, and how it is.")
    static final class ListTargets extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/targets?limit=1000");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table =
                    new Table("TARGET", "STATE", "SINCE", "FAILED", "RUNNING", "RATE", "REJECTED");
            for (JsonNode target : answer.path("items")) {
                table.row(
                        Nodes.text(target, "name"),
                        Nodes.text(target, "state"),
                        times.relative(Nodes.text(target, "since")),
                        Nodes.text(target, "failed") + " of " + Nodes.text(target, "known"),
                        running(target),
                        rate(target),
                        Nodes.text(target, "rejected"));
            }
            return table.lines();
        }
    }

    /** What is done with one target. */
    abstract static class OfOne extends ClientCommand {
        @Parameters(paramLabel = "TARGET", description = "Name of the target, as tasks call it.")
        String name;

        final String path() {
            return "/api/v1/targets/" + Api.escape(name);
        }

        final int show(JsonNode target, Output output) {
            output.answer(target, () -> describe(target, output.times()));
            return ExitCode.OK;
        }
    }

    @Command(name = "show", description = "Show a target.")
    static final class Show extends OfOne implements Watched {
        @Override
        int call(Api api, Output output) {
            return show(api.get(path()), output);
        }
    }

    @Command(name = "reset", description = "Close the breaker of a target by hand.")
    static final class Reset extends OfOne {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/reset"), output);
        }
    }

    @Command(name = "unset", description = "Go back to the default.")
    static final class Unset extends OfOne {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.delete(path());
            output.answer(answer, () -> List.of(name + " is spared as the default is."));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "set",
            description =
                    "Say how a target is spared; what is not named stays. In force from the next"
                            + " call on; its breaker begins anew, closed.",
            footer = {
                "",
                "Examples:",
                "  gantry target set crm --failures 0.5 --calls 20 --delay 1m",
                "  gantry target set crm --rate 10 --per 1s --concurrent 4 --wait 5s",
                "  gantry target set crm --failures 0        # no breaker"
            })
    static final class Change extends OfOne {
        @Option(
                names = "--failures",
                paramLabel = "SHARE",
                description = "Share of failed calls that opens the breaker, 0 to 1; 0: none.")
        private Double failures;

        @Option(
                names = "--calls",
                paramLabel = "N",
                description = "Of how many calls; with --period: of at least so many.")
        private Integer calls;

        @Option(
                names = "--period",
                paramLabel = "DURATION|none",
                description = "Of how much time; none: the last calls whenever they were.")
        private String period;

        @Option(
                names = "--delay",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "How long the breaker is open before trials.")
        private Duration delay;

        @Option(names = "--trials", paramLabel = "N", description = "Successes that close it.")
        private Integer trials;

        @Option(
                names = "--rate",
                paramLabel = "N",
                description = "Calls that may begin per --per; 0: any number.")
        private Integer rate;

        @Option(
                names = "--per",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "Of what time --rate is.")
        private Duration per;

        @Option(
                names = "--concurrent",
                paramLabel = "N",
                description = "Calls that may run at one time; 0: any number.")
        private Integer concurrent;

        @Option(
                names = "--wait",
                paramLabel = "DURATION",
                converter = Times.Converter.class,
                description = "How long a call waits at most for its turn.")
        private Duration wait;

        @Override
        int call(Api api, Output output) {
            JsonNode before = before(api);
            ObjectNode body = Api.JSON.createObjectNode();
            for (String field : SPEC) {
                if (before.has(field) && !before.path(field).isNull()) {
                    body.set(field, before.path(field));
                }
            }
            apply(body);
            return show(api.put(path(), body), output);
        }

        private JsonNode before(Api api) {
            for (JsonNode target : api.get("/api/v1/targets?limit=1000").path("items")) {
                if (Nodes.text(target, "name").equals(name)) {
                    return target;
                }
            }
            return Api.JSON.createObjectNode();
        }

        private void apply(ObjectNode body) {
            if (failures != null) {
                body.put("failures", failures);
            }
            number(body, "calls", calls);
            number(body, "trials", trials);
            number(body, "rate", rate);
            number(body, "concurrent", concurrent);
            duration(body, "delay", delay);
            duration(body, "per", per);
            duration(body, "wait", wait);
            if (period != null) {
                body.remove("period");
                if (!period.equals("none")) {
                    body.put("period", period);
                }
            }
        }

        private static void number(ObjectNode body, String field, Integer value) {
            if (value != null) {
                body.put(field, value);
            }
        }

        private static void duration(ObjectNode body, String field, Duration value) {
            Nodes.set(body, field, value == null ? null : value.toString());
        }
    }
}
