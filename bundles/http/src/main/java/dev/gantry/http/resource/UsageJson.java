package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.plugin.Usage;
import dev.gantry.spi.plugin.Usages;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/** What revisions use, in JSON. */
final class UsageJson {
    private UsageJson() {}

    /** A plugin in JSON, to each version of which is added what it used; null if it never ran. */
    static ObjectNode add(ObjectNode plugin, Usages usages) {
        for (JsonNode version : plugin.path("versions")) {
            String sha256 = version.path("sha256").asString(null);
            Usage usage = sha256 == null ? null : usages.of(sha256).orElse(null);
            ((ObjectNode) version).set("usage", usage == null ? null : usage(usage));
        }
        return plugin;
    }

    private static ObjectNode usage(Usage usage) {
        boolean measured = usage.measured() > 0;
        ObjectNode node = Json.object();
        node.put("attempts", usage.started());
        node.put("succeeded", usage.succeeded());
        node.put("failed", usage.failed());
        node.put("lost", usage.lost());
        node.put("abandoned", usage.abandoned());
        node.put("measured", usage.measured());
        node.put("attemptSeconds", seconds(usage.attemptTime()));
        node.put("queueSeconds", seconds(usage.queueTime()));
        node.put("cpuSeconds", measured ? (Double) seconds(usage.cpuTime()) : null);
        node.put("allocatedBytes", measured ? (Long) usage.allocatedBytes() : null);
        node.put("logBytes", usage.logBytes());
        return node;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
