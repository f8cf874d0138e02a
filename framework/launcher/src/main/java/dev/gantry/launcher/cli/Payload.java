package dev.gantry.launcher.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Makes JSON from what a person typed. */
final class Payload {
    private Payload() {}

    /**
     * An object out of a document and single fields, the fields winning.
     *
     * @param document JSON, or {@code @} and the name of a file that holds it; or {@code null}
     * @param fields values that are JSON where they read as JSON, else text
     */
    static ObjectNode object(String document, Map<String, String> fields) throws IOException {
        ObjectNode object = document == null ? Api.JSON.createObjectNode() : parse(document);
        fields.forEach((name, value) -> object.set(name, value(value)));
        return object;
    }

    /** {@code 5}, {@code true}, {@code [1, 2]}, {@code "5"} as JSON; all else as text. */
    static JsonNode value(String text) {
        try {
            JsonNode node = Api.JSON.readTree(text);
            return node.isMissingNode() ? StringNode.valueOf(text) : node;
        } catch (JacksonException e) {
            return StringNode.valueOf(text);
        }
    }

    /** Text pairs as an object. */
    static ObjectNode texts(Map<String, String> pairs) {
        ObjectNode object = Api.JSON.createObjectNode();
        pairs.forEach(object::put);
        return object;
    }

    private static ObjectNode parse(String document) throws IOException {
        String text = document;
        if (document.startsWith("@")) {
            Path file = Path.of(document.substring(1));
            try {
                text = Files.readString(file);
            } catch (NoSuchFileException e) {
                throw new ApiException(ExitCode.USAGE, "there is no file " + file);
            }
        }
        try {
            if (Api.JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new ApiException(ExitCode.USAGE, "expected a JSON object, got " + text);
        } catch (JacksonException e) {
            throw new ApiException(
                    ExitCode.USAGE, "expected a JSON object: " + e.getOriginalMessage());
        }
    }
}
