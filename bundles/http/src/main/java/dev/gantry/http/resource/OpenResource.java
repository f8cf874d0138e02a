package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Readiness;
import dev.gantry.http.Resource;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What anybody may see: that Gantry lives, whether it is ready, and what its API is. */
public final class OpenResource implements Resource {
    private final Readiness readiness;
    private final byte[] openapi = load("openapi.json");

    /** Tells of a Gantry. */
    public OpenResource(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "openapi", call -> Answer.bytes(200, "application/json", openapi),
                "health", call -> Answer.json(200, Json.object().put("status", "alive")),
                "readiness", this::readiness);
    }

    private Answer readiness(Call call) {
        List<Readiness.Missing> missing = readiness.missing();
        ObjectNode body = Json.object();
        body.put("ready", missing.isEmpty());
        body.set("missing", missing(missing));
        return missing.isEmpty()
                ? Answer.json(200, body)
                : Answer.json(503, body).with("Retry-After", "1");
    }

    static ArrayNode missing(List<Readiness.Missing> missing) {
        ArrayNode array = Json.array();
        for (Readiness.Missing each : missing) {
            array.add(Json.object().put("name", each.name()).put("reason", each.reason()));
        }
        return array;
    }

    /** A file beside the API's document. */
    private static byte[] load(String name) {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in this bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
