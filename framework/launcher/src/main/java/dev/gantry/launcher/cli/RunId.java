package dev.gantry.launcher.cli;

import picocli.CommandLine.Parameters;

/** The run that is meant. */
final class RunId {
    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    private String id;

    String path() {
        return "/api/v1/runs/" + Api.escape(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
