package dev.gantry.launcher.cli;

import picocli.CommandLine.Option;

/** Which runs are meant, as options. */
final class RunSelection {
    @Option(names = "--state", description = "Such as running, blocked, finished.")
    private String state;

    @Option(names = "--result", description = "Such as success, failure, timeout.")
    private String result;

    @Option(names = "--task", description = "Task type.")
    private String task;

    @Option(names = "--plugin", description = "Plugin id.")
    private String plugin;

    @Option(names = "--tenant", description = "Tenant.")
    private String tenant;

    @Option(names = "--parent", paramLabel = "RUN", description = "Started by this run.")
    private String parent;

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Label.")
    private String label;

    @Option(
            names = "--find",
            paramLabel = "TEXT",
            description =
                    "Beginning of an id, task type or label's value, or part of an error message.")
    private String text;

    @Option(names = "--dead-letter", description = "Ended badly, and neither rerun nor dismissed.")
    private boolean deadLetter;

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description = "Made at this time or later, or so long ago at most.")
    private String after;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "Made before this time, or so long ago at least.")
    private String before;

    /** Adds what is given. */
    Query apply(Query query, Times times) {
        return query.with("state", state)
                .with("result", result)
                .with("task", task)
                .with("plugin", plugin)
                .with("tenant", tenant)
                .with("parent", parent)
                .with("label", label)
                .with("q", text)
                .with("deadLetter", deadLetter ? "true" : null)
                .with("after", times.instant(after))
                .with("before", times.instant(before));
    }
}
