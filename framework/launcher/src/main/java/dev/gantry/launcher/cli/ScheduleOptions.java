package dev.gantry.launcher.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a schedule is made of, as options. */
final class ScheduleOptions {
    /** The members that say when it fires, of which there is one. */
    private static final List<String> TIMINGS = List.of("every", "cron", "delay");

    @Option(names = "--task", description = "Task type.")
    private String task;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "At this interval, such as 10s or PT5M.")
    private Duration every;

    @Option(
            names = "--cron",
            paramLabel = "EXPRESSION",
            description = "Five fields, minute first, or six, second first.")
    private String cron;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "This long after the end of the last run.")
    private Duration delay;

    @Option(names = "--zone", description = "Time zone of --cron, such as Europe/Berlin.")
    private String zone;

    @Option(
            names = "--gap",
            paramLabel = "RULE",
            description = "Times that the clock skips: skip, before, after or shift.")
    private String gap;

    @Option(
            names = "--twice",
            paramLabel = "RULE",
            description = "Times that the clock shows twice: first, second or both.")
    private String twice;

    @Option(
            names = "--missed",
            paramLabel = "POLICY",
            description = "Which missed fires are made up for: none, last or all.")
    private String missed;

    @Option(
            names = "--missed-window",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "Older missed fires are dropped.")
    private Duration missedWindow;

    @Option(
            names = "--overlap",
            paramLabel = "POLICY",
            description =
                    "A fire while a run is open: allow, skip, buffer_one, buffer_all or"
                            + " cancel_other.")
    private String overlap;

    @Option(
            names = "--jitter",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "Put each fire off by up to this.")
    private Duration jitter;

    @Option(
            names = "--only",
            paramLabel = "CALENDAR",
            split = ",",
            description = "Fire on days that are in one of these calendars.")
    private List<String> only;

    @Option(
            names = "--except",
            paramLabel = "CALENDAR",
            split = ",",
            description = "Fire on no day that is in one of these calendars.")
    private List<String> except;

    @Mixin private Input input;

    @Option(names = "--tenant", description = "Whose runs they are.")
    private String tenant;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "Limit of one attempt.")
    private Duration timeout;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            converter = Times.Converter.class,
            description = "How long after its fire a run has to be over.")
    private Duration deadline;

    @Mixin private RetryOptions retry;

    @Option(names = "--sla", description = "gold, silver or bronze.")
    private String sla;

    @Option(names = "--priority", paramLabel = "N", description = "-100 to 100, higher goes first.")
    private Integer priority;

    /** Whether anything is given. */
    boolean any() {
        boolean rules = missed != null || missedWindow != null || overlap != null || jitter != null;
        boolean days = only != null || except != null;
        boolean clock = zone != null || gap != null || twice != null;
        boolean run = task != null || tenant != null || input.any();
        boolean limits = timeout != null || deadline != null || retry.any();
        boolean rank = sla != null || priority != null;
        return timed() || rules || days || clock || run || limits || rank;
    }

    /** Whether it is said when it fires. */
    boolean timed() {
        return every != null || cron != null || delay != null;
    }

    /**
     * What must be there for a new schedule.
     *
     * @throws ApiException naming the option that is missing
     */
    void complete() {
        if (task == null) {
            throw new ApiException(ExitCode.USAGE, "name the task type with --task");
        }
        timing();
    }

    /**
     * What must be there to tell fire times.
     *
     * @throws ApiException naming the option that is missing
     */
    void timing() {
        if (!timed()) {
            throw new ApiException(ExitCode.USAGE, "say when, with --every, --cron or --delay");
        }
    }

    /** Sets the members that are given. */
    void apply(ObjectNode body) throws IOException {
        Nodes.set(body, "task", task);
        input.apply(body);
        if (timed()) {
            body.remove(TIMINGS);
            if (cron == null) {
                body.remove(List.of("zone", "daylightSaving"));
            }
        }
        duration(body, "every", every);
        Nodes.set(body, "cron", cron);
        duration(body, "delay", delay);
        Nodes.set(body, "zone", zone);
        if (gap != null || twice != null) {
            ObjectNode saving =
                    body.path("daylightSaving") instanceof ObjectNode before
                            ? before
                            : body.putObject("daylightSaving");
            Nodes.set(saving, "gap", gap);
            Nodes.set(saving, "overlap", twice);
        }
        Nodes.set(body, "missed", missed);
        duration(body, "missedWindow", missedWindow);
        Nodes.set(body, "overlap", overlap);
        duration(body, "jitter", jitter);
        list(body, "only", only);
        list(body, "except", except);
        Nodes.set(body, "tenant", tenant);
        duration(body, "timeout", timeout);
        duration(body, "deadline", deadline);
        retry.apply(body);
        Nodes.set(body, "sla", sla);
        if (priority != null) {
            body.put("priority", priority);
        }
    }

    private static void duration(ObjectNode body, String name, Duration value) {
        Nodes.set(body, name, value == null ? null : value.toString());
    }

    private static void list(ObjectNode body, String name, List<String> values) {
        if (values != null) {
            ArrayNode array = body.putArray(name);
            values.forEach(array::add);
        }
    }
}
