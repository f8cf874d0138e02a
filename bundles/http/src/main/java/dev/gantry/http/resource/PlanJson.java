package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.plugin.PluginPlan;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What would happen, in JSON. */
final class PlanJson {
    private PlanJson() {}

    static ObjectNode plan(PluginPlan plan) {
        ObjectNode node = Json.object();
        node.put("file", plan.file());
        node.put("sha256", plan.sha256());
        node.put("plugin", plan.plugin());
        node.put("version", plan.version());
        Json.lower(node, "action", plan.action());
        node.put("sentence", plan.sentence());
        Json.revision(node, "replaces", plan.replaces());
        Json.lower(node, "compatibility", plan.compatibility());
        ArrayNode differences = node.putArray("differences");
        plan.differences()
                .forEach(
                        each ->
                                differences
                                        .addObject()
                                        .put("weight", Json.lower(each.weight()))
                                        .put("subject", each.subject())
                                        .put("sentence", each.sentence()));
        Json.texts(node, "tasks", plan.tasks());
        Json.texts(node, "detectors", plan.detectors());
        Json.texts(node, "rewired", plan.rewired());
        TrustJson.put(node, plan.signature(), plan.needs());
        ArrayNode touched = node.putArray("touched");
        plan.touched()
                .forEach(
                        each ->
                                touched.addObject()
                                        .put("kind", each.kind())
                                        .put("id", each.id())
                                        .put("effect", each.effect()));
        return node;
    }
}
