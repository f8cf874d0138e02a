package dev.gantry.launcher.cli;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of a plugin in sentences. */
final class PluginText {
    private PluginText() {}

    /** What concerns all of a plugin. */
    static List<String> fields(JsonNode plugin, Times times) {
        String id = Nodes.text(plugin, "id");
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Plugin", id + ": " + Nodes.text(plugin, "name"));
        fields.put("Active", Nodes.text(plugin, "active"));
        if (plugin.has("enabled") && !plugin.path("enabled").asBoolean(true)) {
            fields.put("Disabled", "its runs wait; bring it back with: gantry plugin enable " + id);
        }
        String pinned = Nodes.text(plugin, "pinned");
        if (!pinned.isEmpty()) {
            fields.put(
                    "Pinned",
                    pinned
                            + ", newer ones are held back; end it with: gantry plugin"
                            + " unpin "
                            + id);
        }
        int limit = plugin.path("limit").asInt(0);
        fields.put("Limit", limit == 0 ? "" : limit + " attempts at one time");
        for (JsonNode version : plugin.path("versions")) {
            if (Nodes.text(version, "state").equals("active")) {
                PluginTrust.put(fields, version);
            }
        }
        JsonNode canary = plugin.path("canary");
        if (canary.isObject()) {
            fields.put("Canary", trial(canary) + step(canary, times));
            fields.put("", "canary " + side(canary.path("canary")));
            fields.put(" ", "control " + side(canary.path("control")));
            fields.put("Verdict", Nodes.text(canary, "verdict"));
        }
        return Output.fields(fields);
    }

    /** A canary on one line, as it goes on. */
    static String progress(JsonNode canary) {
        return (trial(canary)
                        + ": canary "
                        + side(canary.path("canary"))
                        + "; control "
                        + side(canary.path("control"))
                        + ". "
                        + Nodes.text(canary, "verdict"))
                .strip();
    }

    /** How the versions of a plugin leave that do not take new runs any more. */
    static List<String> leaving(JsonNode plugin, Times times) {
        List<String> lines = new ArrayList<>();
        for (JsonNode version : plugin.path("versions")) {
            if (version.path("drain").isObject()) {
                lines.add(drain(Nodes.text(plugin, "id"), version, times));
            }
            String leak = Nodes.text(version, "leak");
            if (!leak.isEmpty()) {
                lines.add(
                        Nodes.text(version, "version") + " is gone, its classes are not: " + leak);
            }
        }
        return lines;
    }

    /** How far a version that drains is from its end. */
    static String drain(String plugin, JsonNode version, Times times) {
        JsonNode drain = version.path("drain");
        String name = Nodes.text(version, "version");
        StringBuilder line = new StringBuilder(name).append(" is draining");
        line.append(drain.path("forced").asBoolean(false) ? ", by force: " : ": ");
        line.append(count(drain.path("leases").asLong(0), "attempt runs", "attempts run"));
        line.append(" on it, ");
        line.append(count(drain.path("waiting").asLong(0), "run waits", "runs wait"));
        line.append(" for it; began ").append(times.relative(Nodes.text(drain, "since")));
        String deadline = Nodes.text(drain, "deadline");
        if (overdue(deadline, times)) {
            line.append(", was due ").append(times.relative(deadline));
            line.append("; end it with: gantry plugin drain ").append(plugin).append(' ');
            line.append(name).append(" --force");
        } else {
            line.append(", due ").append(times.relative(deadline));
        }
        String reason = Nodes.text(drain, "reason");
        return line.append(reason.isEmpty() ? "." : ". " + reason).toString();
    }

    private static String trial(JsonNode canary) {
        JsonNode spec = canary.path("spec");
        StringBuilder text = new StringBuilder(Nodes.text(canary, "version"));
        String tenant = Nodes.text(spec, "tenant");
        String labels = Nodes.pairs(spec.path("labels"));
        if (tenant.isEmpty() && labels.isEmpty()) {
            text.append(" gets ").append(Nodes.text(canary, "percent")).append("% of new runs");
            text.append(" (step ").append(canary.path("step").asInt(0) + 1);
            text.append(" of ").append(spec.path("steps").size()).append(')');
        } else {
            text.append(" gets the new runs");
            text.append(tenant.isEmpty() ? "" : " of tenant " + tenant);
            text.append(labels.isEmpty() ? "" : " with " + labels);
        }
        return text.toString();
    }

    private static String step(JsonNode canary, Times times) {
        return ", since "
                + times.relative(Nodes.text(canary, "since"))
                + ", next step "
                + (overdue(Nodes.text(canary, "until"), times)
                        ? "when it can be judged"
                        : times.relative(Nodes.text(canary, "until")) + " at the earliest");
    }

    private static String side(JsonNode side) {
        String p95 = Nodes.text(side, "p95");
        return count(side.path("attempts").asLong(0), "attempt", "attempts")
                + ", "
                + side.path("failed").asLong(0)
                + " failed"
                + (p95.isEmpty() ? "" : ", p95 " + Times.parse(p95).map(Times::brief).orElse(p95));
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static boolean overdue(String deadline, Times times) {
        try {
            return times.clock().instant().isAfter(Instant.parse(deadline));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
