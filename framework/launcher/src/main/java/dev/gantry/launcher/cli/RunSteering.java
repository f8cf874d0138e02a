package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done to one run that is there. */
final class RunSteering {
    private RunSteering() {}

    /** A command on one run. */
    abstract static class OnRun extends ClientCommand {
        @Mixin RunId run;

        final String path() {
            return run.path();
        }

        static int show(JsonNode run, Output output) {
            output.answer(run, () -> List.of(Nodes.text(run, "id") + " " + RunCommands.state(run)));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "terminate",
            description = "Stop a run at once, without clean-up; cancel lets it clean up.")
    static final class Terminate extends OnRun {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private String reason;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            Nodes.set(body, "reason", reason);
            return show(api.post(path() + "/terminate", body, Duration.ZERO), output);
        }
    }

    @Command(
            name = "change",
            description = "Change parameters or priority of a run that has not started.")
    static final class Change extends OnRun {
        @Option(
                names = {"-p", "--param"},
                paramLabel = "NAME=VALUE",
                description = "A parameter to change; the others stay.")
        private Map<String, String> param = new LinkedHashMap<>();

        @Option(
                names = "--params",
                paramLabel = "JSON|@FILE",
                description = "All parameters, in place of those before.")
        private String params;

        @Option(
                names = "--priority",
                paramLabel = "N",
                description = "-100 to 100, higher goes first.")
        private Integer priority;

        @Override
        int call(Api api, Output output) throws IOException {
            ObjectNode body = Api.JSON.createObjectNode();
            if (params != null || !param.isEmpty()) {
                String before =
                        params == null ? Nodes.text(api.get(path()).path("params")) : params;
                body.set("params", Payload.object(before, param));
            }
            if (priority != null) {
                body.put("priority", priority);
            }
            if (body.isEmpty()) {
                throw new ApiException(
                        ExitCode.USAGE, "nothing to change; give -p, --params or --priority");
            }
            return show(api.patch(path(), body), output);
        }
    }

    @Command(
            name = "retry",
            description = {
                "Begin the next attempt of a run now that waits for its time after a failed one.",
                "A run that is finished is not tried again; rerun starts it as a new run."
            })
    static final class Retry extends OnRun {

        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/retry"), output);
        }
    }

    @Command(
            name = "rerun",
            description = "Start a new run with what a finished one was given; prints its id.")
    static final class Rerun extends OnRun {
        @Option(
                names = "--key",
                description = "Idempotency key: the same key starts no second run.")
        private String key;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = PauseCommands.asked();
            Nodes.set(body, "key", key);
            return show(api.post(path() + "/rerun", body, Duration.ZERO), output);
        }
    }

    @Command(name = "dismiss", description = "Handle a dead letter without another run.")
    static final class Dismiss extends OnRun {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private String reason;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = PauseCommands.asked();
            Nodes.set(body, "reason", reason);
            JsonNode run = api.post(path() + "/dismiss", body, Duration.ZERO);
            output.answer(run, () -> List.of(Nodes.text(run, "id") + " dismissed"));
            return ExitCode.OK;
        }
    }
}
