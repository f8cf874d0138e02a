package dev.gantry.detection.spec;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
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
 * YAML as the JSON that it stands for.
 *
 * @param root {@code null} where it cannot be read
 * @param lines for each JSON pointer its line, from 1
 * @param fault why it cannot be read, or {@code null}
 * @param faultLine where, or {@code null}
 */
record Yaml(JsonNode root, Map<String, Integer> lines, String fault, Integer faultLine) {

    /** More than a file of the largest size holds without aliases. */
    private static final int MOST = 500_000;

    private static final int DEEPEST = 50;

    static Yaml read(String text) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new JsonSchema())
                        .setMaxAliasesForCollections(MOST)
                        .build();
        Map<String, Integer> lines = new HashMap<>();
        try {
            Optional<Event> deepest = tooDeep(new Parse(settings).parseString(text));
            if (deepest.isPresent()) {
                Integer line = deepest.get().getStartMark().map(m -> m.getLine() + 1).orElse(null);
                return new Yaml(null, Map.of(), "it is nested too deeply to be checks", line);
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            JsonNode tree =
                    root.isEmpty()
                            ? JsonNodeFactory.instance.nullNode()
                            : new Reader(lines).read(root.get(), "", 0);
            return new Yaml(tree, lines, null, null);
        } catch (UnreadableException e) {
            return new Yaml(null, Map.of(), e.getMessage(), e.line);
        } catch (MarkedYamlEngineException e) {
            Integer line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(null);
            return new Yaml(null, Map.of(), "it is not YAML, " + e.getProblem(), line);
        } catch (YamlEngineException e) {
            return new Yaml(null, Map.of(), "it is not YAML, " + e.getMessage(), null);
        }
    }

    /** Looked for in the events, as nodes are composed by recursion. */
    private static Optional<Event> tooDeep(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent) {
                if (++depth > DEEPEST) {
                    return Optional.of(event);
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return Optional.empty();
    }

    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Integer line;

        UnreadableException(Node node, String problem) {
            super(problem);
            this.line = line(node);
        }
    }

    private static Integer line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(null);
    }

    private static final class Reader {
        private final Map<String, Integer> lines;
        private int seen;

        Reader(Map<String, Integer> lines) {
            this.lines = lines;
        }

        JsonNode read(Node node, String pointer, int depth) {
            if (++seen > MOST || depth > DEEPEST) {
                throw new UnreadableException(
                        node, "it says too much; use fewer aliases, or several files");
            }
            return switch (node) {
                case MappingNode mapping -> object(mapping, pointer, depth);
                case SequenceNode sequence -> array(sequence, pointer, depth);
                case ScalarNode scalar -> scalar(scalar);
                default ->
                        throw new UnreadableException(
                                node, "an alias within itself; write the value out");
            };
        }

        private ArrayNode array(SequenceNode sequence, String pointer, int depth) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                String at = pointer + "/" + array.size();
                note(at, item);
                array.add(read(item, at, depth + 1));
            }
            return array;
        }

        private ObjectNode object(MappingNode mapping, String pointer, int depth) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    throw new UnreadableException(
                            tuple.getKeyNode(), "expected a plain name before the colon");
                }
                String name = key.getValue();
                if (object.has(name)) {
                    throw new UnreadableException(key, name + " is there twice; keep one of them");
                }
                String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
                note(at, key);
                object.set(name, read(tuple.getValueNode(), at, depth + 1));
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
                throw new UnreadableException(scalar, "not a number: " + text);
            }
            return nodes.stringNode(text);
        }
    }
}
