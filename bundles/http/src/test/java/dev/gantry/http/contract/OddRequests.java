package dev.gantry.http.contract;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;

/**
 * Makes requests out of an OpenAPI document that are wrong in one or two places, or at the edge:
 * addresses, parameters, header fields, bodies. The same seed makes the same ones.
 */
public final class OddRequests {
    private static final Map<String, List<String>> FIELDS =
            Map.of(
                    "If-Match",
                            List.of(
                                    "*",
                                    "\"\"",
                                    "\"x\"",
                                    "W/\"1\"",
                                    "1",
                                    "\"99999999999999999999\"",
                                    ","),
                    "If-None-Match", List.of("*", "\"x\"", "W/\"1\""),
                    "Idempotency-Key",
                            List.of("", "k", "k".repeat(200), "k".repeat(201), "\"quoted\""),
                    "Accept", List.of("image/png", "*/*;q=x", "application/xml", ","),
                    "Last-Event-ID", List.of("abc", "-1", "99999999999999999999"),
                    "Content-Type",
                            List.of(
                                    "text/xml",
                                    "application/json; charset=utf-16",
                                    "x",
                                    "multipart/form-data"),
                    "Content-Encoding", List.of("gzip", "br"),
                    "traceparent",
                            List.of(
                                    "00-x-y-01",
                                    "00-00000000000000000000000000000000-0000000000000000-00"),
                    "baggage", List.of("=", "a=%zz", "x".repeat(3000)),
                    "X-Forwarded-For", List.of("1.2.3.4"));
    private static final List<String> BODIES =
            List.of(
                    "",
                    "null",
                    "[]",
                    "\"x\"",
                    "{",
                    "{}",
                    "{}{}",
                    "{\"a\":1,\"a\":2}",
                    "{\"\":1}",
                    "{\"no_such_member\":1}",
                    "[".repeat(20_000),
                    "{\"a\":".repeat(5_000),
                    "\u00ff\u00fe\u00fd",
                    "PK\u0003\u0004 no archive");

    private final JsonNode document;
    private final BinaryOperator<String> known;
    private final Random random;
    private final List<JsonNode> operations = new ArrayList<>();
    private final List<String[]> places = new ArrayList<>();

    /**
     * @param known what to put for a variable of a path so that there is something: from the path
     *     and the name of the variable
     */
    public OddRequests(JsonNode document, BinaryOperator<String> known, long seed) {
        this.document = document;
        this.known = known;
        this.random = new Random(seed);
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> each : path.getValue().properties()) {
                operations.add(each.getValue());
                places.add(new String[] {each.getKey().toUpperCase(Locale.ROOT), path.getKey()});
            }
        }
    }

    /** So many, each operation as often as the others. */
    public List<OddRequest> make(int count) {
        List<OddRequest> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int which = i % operations.size();
            made.add(make(operations.get(which), places.get(which)[0], places.get(which)[1]));
        }
        return made;
    }

    private OddRequest make(JsonNode operation, String method, String path) {
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = body(operation, headers);
        if (random.nextInt(4) == 0) {
            String field = pick(FIELDS.keySet().stream().sorted().toList());
            headers.put(field, pick(FIELDS.get(field)));
        }
        return new OddRequest(
                operation.path("operationId").asString(),
                random.nextInt(20) == 0 && method.equals("GET") ? "HEAD" : method,
                path(operation, path) + query(operation),
                headers,
                body);
    }

    private String path(JsonNode operation, String path) {
        String filled = path;
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.path("name").asString();
            if (parameter.path("in").asString().equals("path")) {
                String odd = pick(OddValues.parameters(parameter.path("schema")));
                // no place of its own in an address
                boolean shown = !odd.equals("..") && random.nextInt(4) == 0;
                String value = shown ? odd : known.apply(path, name);
                filled = filled.replace("{" + name + "}", encoded(value));
            }
        }
        return filled;
    }

    private String query(JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString().equals("query") && random.nextInt(3) == 0) {
                String name = parameter.path("name").asString();
                // nobody waits here
                String value =
                        name.equals("wait")
                                ? pick(List.of("PT0S", "soon", "PT11M", "-1"))
                                : pick(OddValues.parameters(resolve(parameter.path("schema"))));
                add(query, name, value);
                if (random.nextInt(10) == 0) {
                    add(query, name, value);
                }
            }
        }
        if (random.nextInt(20) == 0) {
            add(query, "no.such", "1");
        }
        return query.toString();
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private byte[] body(JsonNode operation, Map<String, String> headers) {
        JsonNode content = operation.path("requestBody").path("content");
        if (content.isMissingNode()) {
            return new byte[0];
        }
        headers.put("Content-Type", content.propertyNames().iterator().next());
        JsonNode schema = resolve(content.path("application/json").path("schema"));
        if (random.nextInt(3) == 0 || !schema.has("properties")) {
            return pick(BODIES).getBytes(StandardCharsets.ISO_8859_1);
        }
        return object(schema, 3).getBytes(StandardCharsets.UTF_8);
    }

    /** An object with its required members and some others, of which some are odd. */
    private String object(JsonNode schema, int depth) {
        List<String> required =
                schema.path("required").valueStream().map(each -> each.asString("")).toList();
        StringBuilder object = new StringBuilder("{");
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            boolean wanted = required.contains(member.getKey()) && random.nextInt(10) > 0;
            if (wanted || random.nextInt(3) == 0) {
                object.append(object.length() > 1 ? "," : "")
                        .append(OddValues.quoted(member.getKey()))
                        .append(':')
                        .append(value(resolve(member.getValue()), depth));
            }
        }
        return object.append('}').toString();
    }

    private String value(JsonNode schema, int depth) {
        if (random.nextInt(3) == 0) {
            return pick(OddValues.json(schema));
        }
        if (schema.has("anyOf")) {
            return value(resolve(schema.path("anyOf").get(0)), depth);
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(0).asString() : type.asString("object")) {
            case "string" ->
                    schema.has("enum")
                            ? OddValues.quoted(schema.path("enum").get(0).asString())
                            : switch (schema.path("format").asString("")) {
                                case "date-time" -> "\"2026-03-01T12:00:00Z\"";
                                case "duration" -> "\"PT5S\"";
                                default -> "\"text\"";
                            };
            case "integer", "number" -> "1";
            case "boolean" -> "true";
            case "array" ->
                    depth == 0 ? "[]" : "[" + value(resolve(schema.path("items")), depth - 1) + "]";
            default -> depth == 0 ? "{}" : object(schema, depth - 1);
        };
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode ref = node.get("$ref");
        return ref == null ? node : resolve(document.at(ref.asString().substring(1)));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
