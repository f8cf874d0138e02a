package dev.gantry.launcher.cli;

import picocli.CommandLine.Parameters;

/** The task type that is meant. */
final class TaskName {
    @Parameters(paramLabel = "TYPE", description = "Task type.")
    private String type;

    String path() {
        return "/api/v1/tasks/" + Api.escape(type);
    }

    @Override
    public String toString() {
        return type;
    }
}
