package dev.gantry.launcher.cli;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where answers go, and in which form.
 *
 * @param times for what is shown relative to now
 * @param noted where answers are noted that follow one another; empty if there is one only
 */
record Output(
        PrintWriter out,
        PrintWriter err,
        Format format,
        Times times,
        Optional<List<JsonNode>> noted) {

    /** How answers are printed. */
    enum Format {
        /** Aligned columns, for people. */
        table,
        /** As the API gave it. */
        json,
        /** The same, in YAML. */
        yaml
    }

    /** As this one for the next of several answers, which is noted as well. */
    Output noting(PrintWriter out, List<JsonNode> answers) {
        return new Output(out, err, format, times, Optional.of(answers));
    }

    /** Prints what is formed already. */
    void raw(String text) {
        out.print(text);
        flush();
    }

    /** Whether a person reads it. */
    boolean forPeople() {
        return format == Format.table;
    }

    /**
     * Prints an answer: as it is, or in the form for people.
     *
     * @throws ClosedOutputException if nobody reads it
     */
    void answer(JsonNode answer, Supplier<List<String>> lines) {
        if (noted.isPresent()) {
            noted.get().add(answer);
            if (format != Format.table) {
                item(answer, () -> "");
                return;
            }
        }
        switch (format) {
            case table -> lines.get().forEach(out::println);
            case json -> out.println(answer.toPrettyString());
            case yaml -> out.print(yaml(answer));
        }
        flush();
    }

    /** Prints one of many documents that follow one another. */
    void item(JsonNode item, Supplier<String> line) {
        switch (format) {
            case table -> out.println(line.get());
            case json -> out.println(item);
            case yaml -> out.print("---\n" + yaml(item));
        }
        flush();
    }

    private void flush() {
        if (out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    /** Says something to the person that is no part of the answer. */
    void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Fields under one another, without those that are empty. */
    static List<String> fields(Map<String, String> fields) {
        int width = fields.keySet().stream().mapToInt(String::length).max().orElse(0);
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(
                        field ->
                                field.getKey()
                                        + " ".repeat(width - field.getKey().length() + 2)
                                        + field.getValue())
                .toList();
    }

    private static String yaml(JsonNode node) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(Api.JSON.treeToValue(node, Object.class));
    }
}
