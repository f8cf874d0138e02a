package dev.gantry.plugins.config;

import dev.gantry.yaml.UnreadableYamlException;
import dev.gantry.yaml.YamlDocument;

import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

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

    /** Reads YAML. */
    static SettingsFile read(String name, String text) {
        try {
            YamlDocument document = YamlDocument.read(text, MOST);
            return switch (document.root()) {
                case NullNode _ -> new SettingsFile(name, Values.NONE, Map.of(), null);
                case ObjectNode object ->
                        new SettingsFile(name, object.toString(), document.lines(), null);
                default ->
                        unreadable(name, document.line(), "expected lines of the form key: value");
            };
        } catch (UnreadableYamlException e) {
            return unreadable(name, e.line().orElse(null), e.getMessage());
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
}
