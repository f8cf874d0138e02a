package dev.gantry.plugins.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.JsonSchema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file in {@code conf/plugins} says.
 *
 * @param name from the home, for messages
 * @param values as a JSON object; {@code null} where the file cannot be read
 * @param lines for each JSON Pointer into the values, its line
 * @param fault why it cannot be read, with the line; {@code null} if it can
 */
record SettingsFile(String name, String values, Map<String, Integer> lines, String fault) {
    private static final int MOST = 10_000;
    private static final int DEEPEST = 50;

    /** Reads YAML. */
    static SettingsFile read(String name, String text) {
        LoadSettings settings =
                LoadSettings.builder().setLabel(name).setSchema(new JsonSchema()).build();
        Map<String, Integer> lines = new HashMap<>();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                return new SettingsFile(name, Values.NONE, Map.of(), null);
            }
            JsonNode tree = new Converter(lines).convert(root.get(), "", 0);
            if (tree.isNull()) {
                return new SettingsFile(name, Values.NONE, Map.of(), null);
            }
            if (!(tree instanceof ObjectNode)) {
                throw new Unreadable(root.get(), "expected lines of the form key: value");
            }
            return new SettingsFile(name, tree.toString(), Map.copyOf(lines), null);
        } catch (Unreadable e) {
            return unreadable(name, e.line, e.getMessage());
        } catch (MarkedYamlEngineException e) {
            Integer line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(null);
            return unreadable(name, line, "it is not YAML, " + e.getProblem());
        } catch (YamlEngineException e) {
            return unreadable(name, null, "it is not YAML, " + e.getMessage());
        }
    }

    static SettingsFile unreadable(String name, Integer line, String problem) {
        String where = line == null ? name : name + ", line " + line;
        return new SettingsFile(name, null, Map.of(), where + ": " + problem);
    }

    /** Where something is said: the file, and the line if it is known. */
    String place(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return name + ", line " + line;
            }
        }
        return name;
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Integer line;

        Unreadable(Node node, String problem) {
            super(problem);
            this.line = line(node);
        }
    }

    private static Integer line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(null);
    }

    /** Nodes with what they stand for, as JSON; no more of them than a person writes. */
    private static final class Converter {
        private final Map<String, Integer> lines;
        private int seen;

        Converter(Map<String, Integer> lines) {
            this.lines = lines;
        }

        JsonNode convert(Node node, String pointer, int depth) {
            if (++seen > MOST || depth > DEEPEST) {
                throw new Unreadable(node, "it says too much; use fewer values and no aliases");
            }
            return switch (node) {
                case MappingNode mapping -> object(mapping, pointer, depth);
                case SequenceNode sequence -> {
                    ArrayNode array = JsonNodeFactory.instance.arrayNode();
                    for (Node item : sequence.getValue()) {
                        String at = pointer + "/" + array.size();
                        note(at, item);
                        array.add(convert(item, at, depth + 1));
                    }
                    yield array;
                }
                case ScalarNode scalar -> scalar(scalar);
                default -> throw new Unreadable(node, "an alias to itself; write the value out");
            };
        }

        private ObjectNode object(MappingNode mapping, String pointer, int depth) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new Unreadable(tuple.getKeyNode(), "expected a plain name as key");
                }
                String name = key.getValue();
                if (object.has(name)) {
                    throw new Unreadable(key, "`" + name + "` is there twice; keep one of them");
                }
                String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
                note(at, key);
                object.set(name, convert(tuple.getValueNode(), at, depth + 1));
            }
            return object;
        }

        private void note(String pointer, Node node) {
            Integer line = line(node);
            if (line != null) {
                lines.put(pointer, line);
            }
        }

        private static JsonNode scalar(ScalarNode scalar) {
            String text = scalar.getValue();
            Tag tag = scalar.getTag();
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            try {
                if (tag.equals(Tag.NULL)) {
                    return nodes.nullNode();
                } else if (tag.equals(Tag.BOOL)) {
                    return nodes.booleanNode(Boolean.parseBoolean(text));
                } else if (tag.equals(Tag.INT)) {
                    return nodes.numberNode(new BigInteger(text));
                } else if (tag.equals(Tag.FLOAT)) {
                    return nodes.numberNode(new BigDecimal(text));
                }
            } catch (NumberFormatException e) {
                throw new Unreadable(scalar, "not a number: " + text);
            }
            return nodes.stringNode(text);
        }
    }
}
