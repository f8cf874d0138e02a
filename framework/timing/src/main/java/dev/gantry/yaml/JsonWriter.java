package dev.gantry.yaml;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** Nodes of YAML as JSON, with all that aliases stand for written out. For one document. */
final class JsonWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final int most;
    private final Map<String, Integer> lines = new HashMap<>();
    private int seen;

    /**
     * @param most how many nodes are written
     */
    JsonWriter(int most) {
        this.most = most;
    }

    JsonNode write(Node root) throws UnreadableYamlException {
        return write(root, "", 0);
    }

    /** The line of each value below the root, by its JSON pointer. */
    Map<String, Integer> lines() {
        return lines;
    }

    private JsonNode write(Node node, String pointer, int depth) throws UnreadableYamlException {
        if (++seen > most || depth > YamlDocument.DEEPEST) {
            throw new UnreadableYamlException(
                    node, "it says too much; use fewer values and no aliases");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar);
            default ->
                    throw new UnreadableYamlException(
                            node, "an alias to itself; write the value out");
        };
    }

    private ArrayNode array(SequenceNode sequence, String pointer, int depth)
            throws UnreadableYamlException {
        ArrayNode array = NODES.arrayNode();
        for (Node item : sequence.getValue()) {
            String at = pointer + "/" + array.size();
            note(at, item);
            array.add(write(item, at, depth + 1));
        }
        return array;
    }

    private ObjectNode object(MappingNode mapping, String pointer, int depth)
            throws UnreadableYamlException {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new UnreadableYamlException(
                        tuple.getKeyNode(), "expected a plain name as key");
            }
            String name = key.getValue();
            if (object.has(name)) {
                throw new UnreadableYamlException(
                        key, "`" + name + "` is there twice; keep one of them");
            }
            String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            note(at, key);
            object.set(name, write(tuple.getValueNode(), at, depth + 1));
        }
        return object;
    }

    private void note(String pointer, Node node) {
        YamlDocument.line(node).ifPresent(line -> lines.put(pointer, line));
    }

    private static JsonNode scalar(ScalarNode scalar) throws UnreadableYamlException {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return NODES.nullNode();
            } else if (tag.equals(Tag.BOOL)) {
                return NODES.booleanNode(Boolean.parseBoolean(text));
            } else if (tag.equals(Tag.INT)) {
                return NODES.numberNode(new BigInteger(text));
            } else if (tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException e) {
            throw new UnreadableYamlException(scalar, "not a number: " + text);
        }
        return NODES.stringNode(text);
    }
}
