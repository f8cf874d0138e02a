package dev.gantry.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.JsonSchema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.Map;
import java.util.Optional;

/**
 * YAML as the JSON that it stands for. Immutable.
 *
 * @param root the JSON {@code null} where the text says nothing
 * @param line of the root, from 1; {@code null} if that is not known
 * @param lines for each JSON pointer below the root its line, from 1
 */
public record YamlDocument(JsonNode root, Integer line, Map<String, Integer> lines) {
    static final int DEEPEST = 50;

    /**
     * Reads a text.
     *
     * @param most how many values it may have, each counted as often as an alias repeats it
     * @throws UnreadableYamlException if it is no YAML, or none that JSON can be made of
     */
    public static YamlDocument read(String text, int most) throws UnreadableYamlException {
        LoadSettings settings =
                LoadSettings.builder()
                        .setSchema(new JsonSchema())
                        .setMaxAliasesForCollections(most)
                        .build();
        Optional<Node> root = compose(settings, text);
        if (root.isEmpty()) {
            return new YamlDocument(JsonNodeFactory.instance.nullNode(), null, Map.of());
        }
        JsonWriter writer = new JsonWriter(most);
        JsonNode tree = writer.write(root.get());
        return new YamlDocument(tree, line(root.get()).orElse(null), Map.copyOf(writer.lines()));
    }

    /**
     * The nodes of a text.
     *
     * @return empty where it says nothing
     * @throws UnreadableYamlException if it is no YAML
     */
    public static Optional<Node> compose(LoadSettings settings, String text)
            throws UnreadableYamlException {
        try {
            refuseDepth(new Parse(settings).parseString(text));
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            throw new UnreadableYamlException(
                    line(e.getProblemMark()), "it is not YAML, " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new UnreadableYamlException(
                    Optional.empty(), "it is not YAML, " + e.getMessage());
        }
    }

    /** Where a node is, from 1; empty if that is not known. */
    public static Optional<Integer> line(Node node) {
        return line(node.getStartMark());
    }

    private static Optional<Integer> line(Optional<Mark> mark) {
        return mark.map(at -> at.getLine() + 1);
    }

    /** Looks at the events, as nodes are composed by recursion. */
    private static void refuseDepth(Iterable<Event> events) throws UnreadableYamlException {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent) {
                if (++depth > DEEPEST) {
                    throw new UnreadableYamlException(
                            line(event.getStartMark()),
                            "it is nested too deeply; write it flatter");
                }
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }
}
