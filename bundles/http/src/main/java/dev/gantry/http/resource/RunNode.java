package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.StoredNode;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** Tells which node has a run: the lines that its attempts log are there. */
final class RunNode {
    private final NodeStore nodes;

    RunNode(NodeStore nodes) {
        this.nodes = nodes;
    }

    /** The node that has a run, or that had it when it finished; empty where that is nobody. */
    Optional<StoredNode> of(String run) {
        if (nodes.alone()) {
            return Optional.empty();
        }
        try {
            int owner = nodes.owner(RunId.parse(run));
            return nodes.nodes().stream().filter(node -> node.number() == owner).findFirst();
        } catch (GantryException e) {
            // runs in memory and logs are shown without the store, too
            return Optional.empty();
        }
    }

    /** Where the lines of its present or last attempt are, if not here; {@code null} otherwise. */
    ObjectNode elsewhere(String run) {
        return of(run).filter(node -> node.number() != nodes.self())
                .map(RunNode::sentence)
                .orElse(null);
    }

    private static ObjectNode sentence(StoredNode node) {
        String at = node.url() == null ? "" : " at " + node.url();
        return Json.object()
                .put("node", node.name())
                .put("url", node.url())
                .put(
                        "message",
                        "What the run logs now, or logged last, is on node "
                                + node.name()
                                + "; ask there"
                                + at);
    }
}
