package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Problem;
import dev.gantry.http.ProblemException;
import dev.gantry.http.Resource;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import tools.jackson.databind.node.ObjectNode;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What plugins contribute: task types and detector types, with their schemas. */
@Component
public final class CatalogResource implements Resource {
    private final Catalog catalog;

    /** Over the catalogue. */
    @Activate
    public CatalogResource(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "listTasks", call -> list(call, Kind.TASK),
                "getTask", call -> get(call, Kind.TASK),
                "listDetectors", call -> list(call, Kind.DETECTOR),
                "getDetector", call -> get(call, Kind.DETECTOR));
    }

    private Answer list(Call call, Kind kind) {
        List<Contribution> all =
                catalog.list(kind).stream().sorted(Comparator.comparing(Contribution::id)).toList();
        return Paging.answer(call.query(), all, Contribution::id, CatalogResource::json);
    }

    private Answer get(Call call, Kind kind) {
        String type = call.path("type");
        String word = kind.name().toLowerCase(Locale.ROOT);
        return catalog.find(kind, type)
                .map(found -> Answer.json(200, json(found)))
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        Problem.notFound(
                                                "No plugin ever offered the "
                                                        + word
                                                        + " type "
                                                        + type
                                                        + "; GET /api/v1/"
                                                        + word
                                                        + "s lists all.")));
    }

    private static ObjectNode json(Contribution found) {
        ObjectNode node = Json.object();
        node.put("type", found.id());
        node.put("title", found.title());
        node.put("description", found.description());
        Json.revision(node, "plugin", found.provider());
        if (found.kind() == Kind.TASK) {
            Json.raw(node, "params", found.inputSchema());
            Json.raw(node, "output", found.outputSchema());
            Json.put(node, "timeout", found.timeout());
            Json.put(node, "heartbeat", found.heartbeat());
            RetryJson.put(node, found.retry());
        } else {
            Json.raw(node, "config", found.inputSchema());
        }
        node.put("available", found.available());
        node.put("reason", found.reason());
        return node;
    }
}
