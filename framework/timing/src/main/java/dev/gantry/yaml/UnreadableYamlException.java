package dev.gantry.yaml;

import org.snakeyaml.engine.v2.nodes.Node;

import java.util.Optional;

/** A text that cannot be read; the message says why, without the place. */
public final class UnreadableYamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Integer line;

    UnreadableYamlException(Node node, String problem) {
        this(YamlDocument.line(node), problem);
    }

    UnreadableYamlException(Optional<Integer> line, String problem) {
        super(problem);
        this.line = line.orElse(null);
    }

    /** Where, from 1; empty if that is not known. */
    public Optional<Integer> line() {
        return Optional.ofNullable(line);
    }
}
