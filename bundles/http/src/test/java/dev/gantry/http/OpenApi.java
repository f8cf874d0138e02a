package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.fail;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The OpenAPI document, and whether answers are as it says. */
final class OpenApi {
    private final JsonNode document;

    OpenApi() throws IOException {
        try (InputStream in = Resource.class.getResourceAsStream("openapi.json")) {
            document = Json.parse(in.readAllBytes());
        }
    }

    JsonNode document() {
        return document;
    }

    JsonNode operation(Operation operation) {
        return document.path("paths")
                .path(operation.path().text())
                .path(operation.method().toLowerCase(Locale.ROOT));
    }

    /** Fails unless the document knows this status with this media type, and the body fits. */
    void check(Operation operation, int status, String mediaType, byte[] body) {
        String where = operation.id() + " " + status;
        JsonNode response = resolve(operation(operation).path("responses").path("" + status));
        if (response.isMissingNode()) {
            fail(where + " is not in openapi.json");
        }
        if (body.length == 0) {
            return;
        }
        String plain = mediaType.split(";")[0].strip();
        JsonNode schema = response.path("content").path(plain).path("schema");
        if (schema.isMissingNode()) {
            fail(where + ": " + plain + " is not in openapi.json");
        }
        List<String> wrong = new ArrayList<>();
        boolean packed = body[0] == 0x1f;
        if (plain.endsWith("ndjson") && !packed) {
            for (String line : new String(body, StandardCharsets.UTF_8).split("\n")) {
                fits(schema, Json.parse(line.getBytes(StandardCharsets.UTF_8)), "", wrong);
            }
        } else if (plain.endsWith("json") && !packed) {
            fits(schema, Json.parse(body), "", wrong);
        }
        if (!wrong.isEmpty()) {
            fail(where + " differs from openapi.json: " + wrong);
        }
    }

    /** Fails unless an event fits a schema. */
    void checkSchema(String name, JsonNode value) {
        List<String> wrong = new ArrayList<>();
        fits(document.path("components").path("schemas").path(name), value, "", wrong);
        if (!wrong.isEmpty()) {
            fail(name + " differs from openapi.json: " + wrong);
        }
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode ref = node.get("$ref");
        return ref == null ? node : resolve(document.at(ref.stringValue().substring(1)));
    }

    private void fits(JsonNode unresolved, JsonNode value, String at, List<String> wrong) {
        JsonNode schema = resolve(unresolved);
        JsonNode any = schema.get("anyOf");
        if (any != null) {
            for (JsonNode one : any) {
                List<String> here = new ArrayList<>();
                fits(one, value, at, here);
                if (here.isEmpty()) {
                    return;
                }
            }
            wrong.add(at + ": none of anyOf");
            return;
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            wrong.add(at + ": not " + schema.get("const"));
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            wrong.add(at + ": " + value + " is not in the enum");
        }
        JsonNode type = schema.get("type");
        if (type != null && !typeFits(type, value)) {
            wrong.add(at + ": " + value + " is no " + type);
        }
        if (value.isObject()) {
            members(schema, value, at, wrong);
        }
        if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                fits(schema.get("items"), value.get(i), at + "/" + i, wrong);
            }
        }
    }

    private void members(JsonNode schema, JsonNode value, String at, List<String> wrong) {
        schema.path("required")
                .forEach(
                        name -> {
                            if (!value.has(name.stringValue())) {
                                wrong.add(at + "/" + name.stringValue() + " is missing");
                            }
                        });
        for (String name : value.propertyNames()) {
            JsonNode known = schema.path("properties").get(name);
            JsonNode rest = schema.get("additionalProperties");
            if (known != null) {
                fits(known, value.get(name), at + "/" + name, wrong);
            } else if (rest == null || (rest.isBoolean() && !rest.booleanValue())) {
                wrong.add(at + "/" + name + " is not documented");
            } else if (rest.isObject()) {
                fits(rest, value.get(name), at + "/" + name, wrong);
            }
        }
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> typeFits(one, value));
        }
        return switch (type.stringValue()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> false;
        };
    }
}
