package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.plugin.CanaryInfo;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.Drain;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.RevisionInfo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plugins in JSON. */
final class PluginJson {
    private PluginJson() {}

    static ObjectNode plugin(PluginInfo plugin) {
        ObjectNode node = Json.object();
        node.put("id", plugin.id());
        node.put("name", plugin.name());
        node.put("active", plugin.active());
        node.put("enabled", plugin.enabled());
        node.put("pinned", plugin.pinned());
        node.put("limit", plugin.limit());
        node.set("canary", canary(plugin.canary()));
        ArrayNode versions = node.putArray("versions");
        plugin.versions().forEach(each -> versions.add(version(each)));
        return node;
    }

    static ObjectNode note(PluginNote note) {
        ObjectNode node = Json.object();
        node.put("id", note.id());
        Json.put(node, "at", note.at());
        node.put("version", note.version());
        node.put("sha256", note.sha256());
        node.put("what", note.what());
        node.put("text", note.text());
        node.put("by", note.by());
        return node;
    }

    private static ObjectNode version(RevisionInfo revision) {
        ObjectNode node = Json.object();
        node.put("version", revision.version());
        node.put("sha256", revision.sha256());
        node.put("file", revision.file());
        Json.lower(node, "state", revision.state());
        node.put("reason", revision.reason());
        node.put("detail", revision.detail());
        Json.texts(node, "tasks", revision.tasks());
        Json.texts(node, "detectors", revision.detectors());
        Json.put(node, "since", revision.since());
        node.put("leases", revision.leases());
        node.set("drain", drain(revision.drain()));
        node.put("leak", revision.leak());
        node.put("previous", revision.previous());
        TrustJson.put(node, revision.signature(), revision.needs());
        return node;
    }

    private static ObjectNode drain(Drain drain) {
        if (drain == null) {
            return null;
        }
        ObjectNode node = Json.object();
        node.put("leases", drain.leases());
        node.put("waiting", drain.waiting());
        Json.put(node, "since", drain.since());
        Json.put(node, "deadline", drain.deadline());
        node.put("forced", drain.forced());
        node.put("reason", drain.reason());
        return node;
    }

    private static ObjectNode canary(CanaryInfo canary) {
        if (canary == null) {
            return null;
        }
        ObjectNode node = Json.object();
        node.put("version", canary.version());
        node.put("sha256", canary.sha256());
        node.set("spec", spec(canary.spec()));
        node.put("step", canary.step());
        node.put("percent", canary.percent());
        Json.put(node, "since", canary.since());
        Json.put(node, "until", canary.until());
        node.set("canary", side(canary.canary()));
        node.set("control", side(canary.control()));
        node.put("verdict", canary.verdict());
        return node;
    }

    private static ObjectNode spec(CanarySpec spec) {
        ObjectNode node = Json.object();
        ArrayNode steps = node.putArray("steps");
        spec.steps().forEach(steps::add);
        node.put("tenant", spec.tenant());
        Json.map(node, "labels", spec.labels());
        Json.put(node, "bake", spec.bake());
        node.put("minimum", spec.minimum());
        return node;
    }

    private static ObjectNode side(CanaryInfo.Side side) {
        ObjectNode node = Json.object();
        node.put("attempts", side.attempts());
        node.put("failed", side.failed());
        Json.put(node, "p95", side.p95());
        return node;
    }
}
