package dev.gantry.http.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an OpenAPI document promises of answers: the status, the media type, the header fields and
 * the body are documented, and a body has no member that is not. Thread-safe.
 */
public final class ApiContract {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();
    private static final SchemaLocation HERE = SchemaLocation.of("https://gantry.test/openapi");

    /** Fields that tell something of Gantry; all others are of HTTP. */
    private static final Set<String> TOLD =
            Set.of("etag", "location", "retry-after", "idempotent-replayed", "run-joined");

    /** Answers to what no operation is asked by. */
    private static final Set<Integer> NOBODY = Set.of(400, 401, 403, 404, 405, 429);

    /** Answers of the site, whose pages are no operations. */
    private static final Set<Integer> SITE = Set.of(200, 304);

    private final JsonNode document;
    private final ObjectNode components;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final List<Route> routes = new ArrayList<>();
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private record Route(String method, String path, Pattern pattern, JsonNode operation) {}

    /**
     * An answer.
     *
     * @param headers with names in lower case
     */
    public record Reply(int status, Map<String, String> headers, byte[] body) {}

    /**
     * Reads a document.
     *
     * @throws JacksonException if it is none
     */
    public ApiContract(byte[] openApi) {
        this.document = JSON.readTree(openApi);
        this.components = (ObjectNode) document.path("components").deepCopy();
        components.path("schemas").forEach(ApiContract::close);
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
                routes.add(
                        new Route(
                                each.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                pattern(path.getKey()),
                                each.getValue()));
            }
        }
        // of two that fit, the one with fewer variables is meant
        routes.sort((a, b) -> Integer.compare(variables(a.path()), variables(b.path())));
    }

    private static int variables(String path) {
        return path.length() - path.replace("{", "").length();
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(
                Pattern.compile("\\{[^}]+}|[^{]+")
                        .matcher(path)
                        .results()
                        .map(
                                part ->
                                        part.group().startsWith("{")
                                                ? "[^/]+"
                                                : Pattern.quote(part.group()))
                        .collect(Collectors.joining()));
    }

    /** Objects that list their members have no others. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            object.path("properties").forEach(ApiContract::close);
            object.path("anyOf").forEach(ApiContract::close);
            close(object.path("items"));
            close(object.path("additionalProperties"));
        }
    }

    /** The document. */
    public JsonNode document() {
        return document;
    }

    /**
     * What of an answer is not as documented, each with the operation and a JSON Pointer into the
     * body; empty if all is.
     *
     * @param path without a query
     */
    public List<String> violations(String method, String path, Reply reply) {
        boolean head = method.equals("HEAD");
        String wanted = head ? "GET" : method;
        for (Route route : routes) {
            if (route.method().equals(wanted) && route.pattern().matcher(path).matches()) {
                String name =
                        route.operation().path("operationId").asString() + " " + reply.status();
                return violations(name, route.operation(), reply, head);
            }
        }
        String name = method + " " + path + " " + reply.status();
        if (wanted.equals("GET") && !path.startsWith("/api/") && SITE.contains(reply.status())) {
            return List.of();
        }
        if (!NOBODY.contains(reply.status())) {
            return List.of(name + ": there is no such operation in the document");
        }
        return head ? List.of() : body(name, ref("Problem"), "application/problem+json", reply);
    }

    private List<String> violations(String name, JsonNode operation, Reply reply, boolean head) {
        JsonNode response =
                resolve(operation.path("responses").path(Integer.toString(reply.status())));
        if (response.isMissingNode()) {
            return List.of(name + ": the status is not documented");
        }
        List<String> wrong = new ArrayList<>();
        headers(name, response, reply, wrong);
        JsonNode content = response.path("content");
        if (head) {
            return wrong;
        }
        if (content.isEmpty()) {
            if (reply.body().length > 0) {
                wrong.add(name + ": a body is not documented");
            }
            return wrong;
        }
        String type = mediaType(reply);
        if (!content.has(type)) {
            wrong.add(name + ": the media type " + type + " is not documented");
            return wrong;
        }
        wrong.addAll(body(name, content.path(type).path("schema"), type, reply));
        return wrong;
    }

    private void headers(String name, JsonNode response, Reply reply, List<String> wrong) {
        Set<String> documented =
                response.path("headers").propertyNames().stream()
                        .map(each -> each.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        for (String header : reply.headers().keySet()) {
            if (TOLD.contains(header) && !documented.contains(header)) {
                wrong.add(name + ": the header field " + header + " is not documented");
            }
        }
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            if (header.getValue().path("required").asBoolean(false)
                    && !reply.headers().containsKey(header.getKey().toLowerCase(Locale.ROOT))) {
                wrong.add(name + ": the header field " + header.getKey() + " is missing");
            }
        }
    }

    private static String mediaType(Reply reply) {
        return reply.headers().getOrDefault("content-type", "none").split(";")[0].strip();
    }

    private List<String> body(String name, JsonNode schema, String type, Reply reply) {
        if (!mediaType(reply).equals(type)) {
            return List.of(name + ": the media type is " + mediaType(reply) + ", not " + type);
        }
        if (!type.endsWith("json") || reply.headers().containsKey("content-encoding")) {
            return List.of();
        }
        List<String> wrong = new ArrayList<>();
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        for (String document : type.endsWith("ndjson") ? text.split("\n") : new String[] {text}) {
            if (!document.isEmpty() || !type.endsWith("ndjson")) {
                wrong.addAll(document(name, schema, document));
            }
        }
        return wrong;
    }

    private List<String> document(String name, JsonNode schema, String text) {
        try {
            return fits(name, schema, JSON.readTree(text));
        } catch (JacksonException e) {
            return List.of(name + ": the body is not JSON: " + e.getOriginalMessage());
        }
    }

    /** What of a value does not fit a schema of the document, by the schema's name. */
    public List<String> misfits(String schema, JsonNode value) {
        return fits(schema, ref(schema), value);
    }

    private List<String> fits(String name, JsonNode schema, JsonNode value) {
        List<String> wrong = new ArrayList<>();
        for (Error error : compiled(schema).validate(value)) {
            wrong.add(name + " " + error.getInstanceLocation() + ": " + error.getMessage());
        }
        return wrong;
    }

    private Schema compiled(JsonNode schema) {
        return schemas.computeIfAbsent(
                schema,
                key -> {
                    ObjectNode root = (ObjectNode) key.deepCopy();
                    close(root);
                    root.set("components", components);
                    return registry.getSchema(HERE, root);
                });
    }

    private static JsonNode ref(String schema) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode ref = node.get("$ref");
        return ref == null ? node : resolve(document.at(ref.asString().substring(1)));
    }
}
