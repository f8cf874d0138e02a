package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The reference of the REST API says what {@code openapi.json} says. With {@code
 * -Dgantry.docs=write} it is written anew.
 */
class RestDocsTest {
    private static final Path REFERENCE = Path.of("../../distribution/docs/reference/rest.md");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private final JsonNode api;

    RestDocsTest() throws IOException {
        try (InputStream in = Operations.class.getResourceAsStream("openapi.json")) {
            api = JsonMapper.shared().readTree(in);
        }
    }

    @Test
    void theReferenceIsThatOfTheDocument() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("gantry.docs"))) {
            Files.writeString(REFERENCE, page);
        }
        assertEquals(page, Files.readString(REFERENCE), "write it with -Dgantry.docs=write");
    }

    private String page() {
        StringBuilder page = new StringBuilder();
        page.append("# REST\n\nMade from `/openapi.json`, which a running Gantry serves. ")
                .append(
                        "Which role each operation wants is in [security](../security.md#roles).\n\n")
                .append(text(api.path("info").path("description")))
                .append('\n');
        for (JsonNode tag : api.path("tags")) {
            String name = tag.path("name").asString();
            page.append("\n## ").append(title(name)).append("\n\n");
            page.append(text(tag.path("description"))).append(".\n");
            api.path("paths")
                    .properties()
                    .forEach(
                            path ->
                                    path.getValue()
                                            .properties()
                                            .forEach(
                                                    method -> {
                                                        if (isOf(
                                                                name,
                                                                method.getKey(),
                                                                method.getValue())) {
                                                            operation(
                                                                    page,
                                                                    method.getKey(),
                                                                    path.getKey(),
                                                                    method.getValue(),
                                                                    path.getValue()
                                                                            .path("parameters"));
                                                        }
                                                    }));
        }
        page.append("\n## Shapes\n");
        api.path("components")
                .path("schemas")
                .properties()
                .forEach(each -> shape(page, each.getKey(), each.getValue()));
        return page.toString();
    }

    private static boolean isOf(String tag, String method, JsonNode operation) {
        return METHODS.contains(method) && operation.path("tags").path(0).asString("").equals(tag);
    }

    private void operation(
            StringBuilder page, String method, String path, JsonNode operation, JsonNode shared) {
        page.append("\n### ").append(text(operation.path("summary"))).append("\n\n`");
        page.append(method.toUpperCase(Locale.ROOT)).append(' ').append(path).append("` (`");
        page.append(operation.path("operationId").asString()).append("`)\n");
        if (operation.has("description")) {
            page.append('\n').append(text(operation.path("description"))).append('\n');
        }
        List<String> rows = new ArrayList<>();
        for (JsonNode list : List.of(shared, operation.path("parameters"))) {
            for (JsonNode each : list) {
                JsonNode parameter = resolved(each);
                rows.add(
                        row(
                                "`" + parameter.path("name").asString() + "`",
                                parameter.path("in").asString(),
                                kind(parameter.path("schema")),
                                text(parameter.path("description"))));
            }
        }
        if (!rows.isEmpty()) {
            page.append("\n| Parameter | In | Value | |\n|---|---|---|---|\n");
            rows.forEach(page::append);
        }
        JsonNode body = resolved(operation.path("requestBody"));
        if (!body.isMissingNode()) {
            page.append("\nBody: ").append(content(body)).append('\n');
        }
        page.append('\n');
        operation
                .path("responses")
                .properties()
                .forEach(
                        each -> {
                            if (each.getKey().startsWith("2") || each.getKey().startsWith("3")) {
                                JsonNode answer = resolved(each.getValue());
                                page.append("- `").append(each.getKey()).append("` ");
                                page.append(text(answer.path("description")));
                                String content = content(answer);
                                page.append(content.isEmpty() ? "" : " " + content).append('\n');
                            }
                        });
        List<String> refusals = new ArrayList<>();
        operation
                .path("responses")
                .properties()
                .forEach(
                        each -> {
                            if (each.getKey().startsWith("4") || each.getKey().startsWith("5")) {
                                refusals.add("`" + each.getKey() + "`");
                            }
                        });
        if (!refusals.isEmpty()) {
            page.append("- ").append(String.join(" ", refusals.stream().sorted().toList()));
            page.append(" [Problem](#problem)\n");
        }
    }

    private void shape(StringBuilder page, String name, JsonNode schema) {
        page.append("\n### ").append(name).append('\n');
        if (schema.has("description")) {
            page.append('\n').append(sentence(text(schema.path("description")))).append('\n');
        }
        if (!schema.has("properties")) {
            page.append('\n').append(kind(schema)).append('\n');
            return;
        }
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(each -> required.add(each.asString()));
        page.append("\n| Member | Value | |\n|---|---|---|\n");
        schema.path("properties")
                .properties()
                .forEach(
                        each ->
                                page.append(
                                        row(
                                                "`"
                                                        + each.getKey()
                                                        + "`"
                                                        + (required.contains(each.getKey())
                                                                ? ""
                                                                : " ?"),
                                                kind(each.getValue()),
                                                text(each.getValue().path("description")))));
    }

    private String content(JsonNode of) {
        List<String> kinds = new ArrayList<>();
        of.path("content")
                .properties()
                .forEach(
                        each -> {
                            String kind = kind(each.getValue().path("schema"));
                            kinds.add(
                                    each.getKey().equals("application/json")
                                            ? kind
                                            : "`" + each.getKey() + "` " + kind);
                        });
        return String.join(", or ", kinds).strip();
    }

    /** What values a schema takes, in short. */
    private String kind(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = last(schema.path("$ref").asString());
            return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(choice)) {
                List<String> kinds = new ArrayList<>();
                schema.path(choice).forEach(each -> kinds.add(kind(each)));
                return String.join(choice.equals("allOf") ? " and " : " or ", kinds);
            }
        }
        if (schema.has("enum")) {
            List<String> words = new ArrayList<>();
            schema.path("enum").forEach(each -> words.add("`" + each.asString("null") + "`"));
            return String.join(", ", words);
        }
        if (schema.has("const")) {
            return "`" + schema.path("const").asString() + "`";
        }
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            List<String> kinds = new ArrayList<>();
            type.forEach(each -> kinds.add(named(each.asString(), schema)));
            return String.join(" or ", kinds);
        }
        return type.isMissingNode() ? "" : named(type.asString(), schema);
    }

    private String named(String type, JsonNode schema) {
        return switch (type) {
            case "array" -> ("list of " + kind(schema.path("items"))).strip();
            case "object" ->
                    schema.path("additionalProperties").isObject()
                            ? ("map of " + kind(schema.path("additionalProperties"))).strip()
                            : "object";
            case "integer", "number" -> type + limits(schema);
            case "string" -> schema.has("format") ? schema.path("format").asString() : "text";
            default -> type;
        };
    }

    private static String limits(JsonNode schema) {
        String from = schema.has("minimum") ? " from " + schema.path("minimum").asString() : "";
        String to = schema.has("maximum") ? " to " + schema.path("maximum").asString() : "";
        String standard =
                schema.has("default")
                        ? ", " + schema.path("default").asString() + " unless told"
                        : "";
        return from + to + standard;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").asString().substring(1)) : node;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String title(String tag) {
        return Character.toUpperCase(tag.charAt(0)) + tag.substring(1);
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** So that nothing in it is taken for Markdown. */
    private static String text(JsonNode node) {
        return node.asString("")
                .replaceAll("\\s+", " ")
                .replaceAll("([\\\\*_<>\\[\\]`|])", "\\\\$1");
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells).replace("|  |", "| |") + " |\n";
    }
}
