package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.run.RunState;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Locale;

/** Events as CloudEvents 1.0, in the JSON format. */
final class CloudEvents {
    /** Not of the stream: says that a reader has missed some of it. */
    static final String LOST = "dev.gantry.events.lost.v1";

    private static final String PREFIX = "dev.gantry.";
    private static final String SUFFIX = ".v1";

    private final String start;

    /**
     * @param startedAt numbers start again with each start of Gantry: this makes ids unique
     */
    CloudEvents(Instant startedAt) {
        this.start = Long.toString(startedAt.toEpochMilli(), Character.MAX_RADIX);
    }

    /** As {@code dev.gantry.run.finished.v1}. */
    static String type(Event event) {
        String words =
                switch (event) {
                    case Event.RunChanged run -> "run." + word(run.state());
                    case Event.AttemptFinished attempt -> "attempt.finished";
                    case Event.PluginChanged plugin ->
                            "plugin." + plugin.state().name().toLowerCase(Locale.ROOT);
                    case Event.PluginNoted note -> "plugin." + note.what();
                    case Event.ScheduleChanged schedule -> "schedule." + schedule.change();
                    case Event.PauseChanged pause -> "pause." + pause.change();
                    case Event.TargetChanged target -> "target." + target.change();
                    case Event.SloChanged slo -> "slo." + slo.change();
                    case Event.CheckJudged check -> "check.judged";
                    case Event.FindingChanged finding -> "finding." + finding.change();
                };
        return PREFIX + words + SUFFIX;
    }

    ObjectNode json(Events.Numbered numbered) {
        Event event = numbered.event();
        ObjectNode node = Json.object();
        node.put("specversion", "1.0");
        node.put("id", start + "-" + numbered.seq());
        node.put("source", "/gantry");
        node.put("type", type(event));
        node.put("subject", subject(event));
        Json.put(node, "time", event.at());
        if (event instanceof Event.AttemptFinished attempt && attempt.traceparent() != null) {
            node.put("traceparent", attempt.traceparent());
        }
        node.put("datacontenttype", "application/json");
        node.set("data", data(event));
        return node;
    }

    /** Events after {@code after} that nobody can have any more. */
    ObjectNode lost(Instant at, long after, String reason) {
        ObjectNode node = Json.object();
        node.put("specversion", "1.0");
        node.put("id", start + "-lost-" + after);
        node.put("source", "/gantry");
        node.put("type", LOST);
        node.put("subject", "events");
        Json.put(node, "time", at);
        node.put("datacontenttype", "application/json");
        node.putObject("data").put("after", after).put("reason", reason);
        return node;
    }

    private static String subject(Event event) {
        return switch (event) {
            case Event.RunChanged run -> run.id();
            case Event.AttemptFinished attempt -> attempt.runId();
            case Event.PluginChanged plugin -> plugin.plugin();
            case Event.PluginNoted note -> note.plugin();
            case Event.ScheduleChanged schedule -> schedule.id();
            case Event.PauseChanged pause -> pause.pause().name();
            case Event.TargetChanged target -> target.target();
            case Event.SloChanged slo -> slo.slo();
            case Event.CheckJudged check -> check.id();
            case Event.FindingChanged finding -> finding.id();
        };
    }

    private static ObjectNode data(Event event) {
        ObjectNode data = Json.object();
        switch (event) {
            case Event.RunChanged run -> run(data, run);
            case Event.AttemptFinished attempt -> attempt(data, attempt);
            case Event.PluginChanged plugin -> {
                data.put("plugin", plugin.plugin());
                data.put("version", plugin.version());
                data.put("sha256", plugin.sha256());
                data.put("file", plugin.file());
                Json.lower(data, "state", plugin.state());
                data.put("reason", plugin.reason());
            }
            case Event.PluginNoted note -> {
                data.put("plugin", note.plugin());
                data.put("version", note.version());
                data.put("sha256", note.sha256());
                data.put("text", note.text());
            }
            case Event.ScheduleChanged schedule -> {
                data.put("schedule", schedule.id());
                data.put("change", schedule.change());
                data.put("run", schedule.runId());
                Json.put(data, "nominal", schedule.nominal());
                data.put("fires", schedule.fires());
            }
            case Event.PauseChanged pause -> {
                Json.lower(data, "scope", pause.pause().scope());
                data.put("name", pause.pause().name());
                data.put("reason", pause.pause().reason());
                Json.put(data, "since", pause.pause().since());
                data.put("by", pause.by());
            }
            case Event.TargetChanged target -> {
                data.put("target", target.target());
                data.put("change", target.change());
            }
            case Event.SloChanged slo -> {
                data.put("slo", slo.slo());
                data.put("task", slo.task());
                Json.lower(data, "severity", slo.severity());
                data.put("change", slo.change());
                data.put("text", slo.text());
            }
            case Event.FindingChanged finding -> {
                data.put("check", finding.check());
                data.put("severity", finding.severity());
                data.put("change", finding.change());
                data.put("text", finding.text());
            }
            case Event.CheckJudged check -> {
                data.put("check", check.id());
                data.put("detector", check.detector());
                data.put("status", check.status());
                data.put("before", check.before());
                data.put("reason", check.reason());
            }
        }
        return data;
    }

    private static void run(ObjectNode data, Event.RunChanged run) {
        data.put("run", run.id());
        data.put("task", run.task());
        Json.revision(data, "plugin", run.plugin());
        Json.lower(data, "state", run.state());
        Json.lower(data, "result", run.result());
        data.put("reason", run.reason());
        data.put("attempt", run.attempt());
        data.put("tenant", run.tenant());
        Json.lower(data, "sla", run.sla());
        data.put("traceId", run.traceId());
        Json.put(data, "createdAt", run.createdAt());
        Json.put(data, "startedAt", run.startedAt());
    }

    private static void attempt(ObjectNode data, Event.AttemptFinished attempt) {
        data.put("run", attempt.runId());
        data.put("task", attempt.task());
        Json.revision(data, "plugin", attempt.plugin());
        data.put("attempt", attempt.attempt());
        Json.lower(data, "state", attempt.state());
        data.put("errorType", attempt.errorType());
        data.put("tenant", attempt.tenant());
        Json.put(data, "startedAt", attempt.startedAt());
        Json.put(data, "retryAt", attempt.retryAt());
        ArrayNode phases = data.putArray("phases");
        attempt.phases()
                .forEach(
                        phase ->
                                phases.addObject()
                                        .put("name", phase.name())
                                        .put("took", phase.took().toString())
                                        .put("failed", phase.failed()));
    }

    private static String word(RunState state) {
        return state == RunState.RUNNING ? "started" : state.name().toLowerCase(Locale.ROOT);
    }
}
