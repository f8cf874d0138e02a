package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunError;
import dev.gantry.spi.run.RunHistory;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs, attempts and log lines as JSON. All members are always there. */
final class RunJson {
    private RunJson() {}

    static ObjectNode run(Run run) {
        ObjectNode node = Json.object();
        node.put("id", run.id());
        node.put("task", run.task());
        Json.revision(node, "plugin", run.plugin());
        Json.lower(node, "state", run.state());
        Json.lower(node, "result", run.result());
        node.put("reason", run.reason());
        Json.raw(node, "params", run.params());
        Json.raw(node, "output", run.output());
        error(node, run.error());
        node.put("attempt", run.attempt());
        node.put("maxAttempts", run.maxAttempts());
        node.put("tenant", run.tenant());
        Json.lower(node, "sla", run.sla());
        node.put("priority", run.priority());
        Json.map(node, "labels", run.labels());
        node.put("parent", run.parent());
        node.put("trigger", run.trigger());
        node.put("traceId", run.traceId());
        node.put("progress", run.progress());
        node.put("progressMessage", run.progressMessage());
        Json.put(node, "createdAt", run.createdAt());
        Json.put(node, "dueAt", run.dueAt());
        Json.put(node, "startedAt", run.startedAt());
        Json.put(node, "finishedAt", run.finishedAt());
        Json.put(node, "deadline", run.deadline());
        node.put("rerunOf", run.rerunOf());
        node.put("rerunAs", run.rerunAs());
        node.put("deadLetter", run.deadLetter());
        return node;
    }

    /** With its attempts. */
    static ObjectNode history(RunHistory history) {
        ObjectNode node = run(history.run());
        ArrayNode attempts = node.putArray("attempts");
        history.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        return node;
    }

    static ObjectNode attempt(Attempt attempt) {
        ObjectNode node = Json.object();
        node.put("number", attempt.number());
        Json.lower(node, "state", attempt.state());
        Json.revision(node, "plugin", attempt.plugin());
        Json.put(node, "startedAt", attempt.startedAt());
        Json.put(node, "finishedAt", attempt.finishedAt());
        error(node, attempt.error());
        ArrayNode phases = node.putArray("phases");
        for (Attempt.Phase phase : attempt.phases()) {
            ObjectNode one = phases.addObject();
            one.put("name", phase.name());
            Json.put(one, "startedAfter", phase.startedAfter());
            Json.put(one, "took", phase.took());
            one.put("failed", phase.failed());
        }
        return node;
    }

    static ObjectNode line(LogLine line) {
        ObjectNode node = Json.object();
        node.put("seq", line.seq());
        Json.put(node, "at", line.at());
        node.put("level", line.level());
        node.put("attempt", line.attempt());
        node.put("message", line.message());
        return node;
    }

    private static void error(ObjectNode node, RunError error) {
        if (error == null) {
            node.putNull("error");
            return;
        }
        node.putObject("error")
                .put("type", error.type())
                .put("message", error.message())
                .put("phase", error.phase())
                .put("frame", error.frame());
    }
}
