package dev.gantry.schedule;

import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.SlaClass;
import dev.gantry.spi.schedule.RunRules;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** How runs are run, as a schedule's member {@code run}; it is left out where all is default. */
final class RunRulesJson {
    private RunRulesJson() {}

    static void write(ObjectNode schedule, RunRules rules) {
        if (rules.equals(RunRules.DEFAULT)) {
            return;
        }
        ObjectNode node = schedule.putObject("run");
        duration(node, "timeout", rules.timeout());
        duration(node, "deadline", rules.deadline());
        if (rules.sla() != SlaClass.SILVER) {
            node.put("sla", rules.sla().name().toLowerCase(Locale.ROOT));
        }
        if (rules.priority() != 0) {
            node.put("priority", rules.priority());
        }
        if (rules.retry() != null) {
            ObjectNode retry = node.putObject("retry").put("attempts", rules.retry().attempts());
            duration(retry, "first", rules.retry().first());
            duration(retry, "max", rules.retry().max());
            ArrayNode unless = retry.putArray("unless");
            rules.retry().unless().stream().sorted().forEach(unless::add);
            duration(retry, "within", rules.retry().within());
        }
    }

    static RunRules read(JsonNode node) {
        RunRules usual = RunRules.DEFAULT;
        return new RunRules(
                duration(node, "timeout"),
                duration(node, "deadline"),
                retry(node.path("retry")),
                node.has("sla")
                        ? SlaClass.valueOf(node.get("sla").asString().toUpperCase(Locale.ROOT))
                        : usual.sla(),
                node.path("priority").asInt(usual.priority()));
    }

    private static RetryPolicy retry(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        Set<String> unless = new HashSet<>();
        node.path("unless").forEach(name -> unless.add(name.asString()));
        return new RetryPolicy(
                node.required("attempts").asInt(),
                duration(node, "first"),
                duration(node, "max"),
                unless,
                duration(node, "within"));
    }

    private static void duration(ObjectNode node, String name, Duration value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }

    private static Duration duration(JsonNode node, String name) {
        return node.has(name) ? Duration.parse(node.get(name).asString()) : null;
    }
}
