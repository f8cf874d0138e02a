package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** Decisions on a plugin that are made with one word. They outlast restarts and new drops. */
final class PluginDecisions {
    private PluginDecisions() {}

    @Command(
            name = "rollback",
            description = "Let new runs go back to the version before, or end a canary.")
    static final class RollBack extends PluginCommand {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/rollback"), output);
        }
    }

    @Command(name = "promote", description = "Give all new runs to the canary now.")
    static final class Promote extends PluginCommand {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/promote"), output);
        }
    }

    @Command(
            name = "pin",
            description = "Keep a version in service until it is unpinned, whatever is dropped.")
    static final class Pin extends PluginCommand {
        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "VERSION",
                description = "Else the one in service.")
        private String version;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            Nodes.set(body, "version", version);
            return show(api.post(path() + "/pin", body, Duration.ZERO), output);
        }
    }

    @Command(
            name = "unpin",
            description = "End a pin: the newest version that was held back becomes active.")
    static final class Unpin extends PluginCommand {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/unpin"), output);
        }
    }

    @Command(
            name = "disable",
            description = "Take a plugin out of service; its runs wait until it is enabled.")
    static final class Disable extends PluginCommand {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/disable"), output);
        }
    }

    @Command(name = "enable", description = "Bring a disabled plugin back.")
    static final class Enable extends PluginCommand {
        @Override
        int call(Api api, Output output) {
            return show(api.post(path() + "/enable"), output);
        }
    }

    @Command(name = "limit", description = "Limit how many attempts of a plugin run at one time.")
    static final class Limit extends PluginCommand {
        @Parameters(index = "1", paramLabel = "N|none", description = "How many, or none.")
        private String attempts;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode().put("attempts", number());
            return show(api.post(path() + "/limit", body, Duration.ZERO), output);
        }

        private int number() {
            if (attempts.equals("none")) {
                return 0;
            }
            try {
                int number = Integer.parseInt(attempts);
                if (number > 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new ApiException(
                    ExitCode.USAGE,
                    "expected how many attempts, a whole number from 1, or none, got " + attempts);
        }
    }
}
