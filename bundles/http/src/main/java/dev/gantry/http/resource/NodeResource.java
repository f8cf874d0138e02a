package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;

/** The nodes that share the store. */
@Component
public final class NodeResource implements Resource {
    private final NodeStore nodes;

    /** Over the nodes of the store of this Gantry. */
    @Activate
    public NodeResource(@Reference NodeStore nodes) {
        this.nodes = nodes;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("listNodes", this::list);
    }

    private Answer list(Call call) {
        ObjectNode node = Json.object();
        ArrayNode items = node.putArray("items");
        OptionalLong ahead = nodes.ahead(InstantSource.system());
        Duration own = ahead.isPresent() ? Duration.ofMillis(ahead.getAsLong()) : null;
        nodes.nodes()
                .forEach(one -> items.add(json(one, one.number() == nodes.self() ? own : null)));
        return Answer.json(200, node);
    }

    private ObjectNode json(StoredNode one, Duration ahead) {
        ObjectNode node = Json.object();
        node.put("name", one.name());
        node.put("number", one.number());
        node.put("self", one.number() == nodes.self());
        node.put("alive", one.alive());
        node.put("leader", one.leader());
        node.put("url", one.url());
        node.put("term", one.term());
        node.put("slots", one.status().slots());
        node.put("free", one.status().free());
        node.put("waiting", one.status().waiting());
        Json.put(node, "startedAt", Instant.ofEpochMilli(one.started()));
        Json.put(node, "leaseUntil", one.alive() ? Instant.ofEpochMilli(one.until()) : null);
        Json.put(node, "clockAhead", ahead);
        return node;
    }
}
