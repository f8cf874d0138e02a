package dev.gantry.launcher.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The servers that a person knows by name, in a file that only they can read. Written as a whole:
 * who reads it sees the old one or the new one.
 *
 * @param file where they are kept
 * @param current the one that is meant when nothing else is said; {@link Context#LOCAL} for none
 * @param known by name
 */
record Contexts(Path file, String current, Map<String, Context> known) {
    /** Where a person's contexts are: in {@code XDG_CONFIG_HOME}, else in {@code ~/.config}. */
    static Path place(Surroundings around) {
        String xdg = around.variable("XDG_CONFIG_HOME");
        String home = around.variable("HOME");
        Path config =
                xdg != null && Path.of(xdg).isAbsolute()
                        ? Path.of(xdg)
                        : Path.of(home != null ? home : System.getProperty("user.home"), ".config");
        return config.resolve("gantry/contexts.json");
    }

    /**
     * Those of a person; none if there is no file.
     *
     * @throws ApiException if it cannot be read, or others could read a token in it
     */
    static Contexts read(Surroundings around) throws IOException {
        Path file = place(around);
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return new Contexts(file, Context.LOCAL, Map.of());
        }
        Map<String, Context> known = new LinkedHashMap<>();
        JsonNode root = parse(file, text);
        for (Map.Entry<String, JsonNode> each : root.path("contexts").properties()) {
            known.put(each.getKey(), context(each.getKey(), each.getValue()));
        }
        boolean secret =
                known.values().stream()
                        .anyMatch(c -> c.token().orElse(null) instanceof Context.Kept);
        if (secret && PrivateFile.open(file)) {
            throw new ApiException(
                    ExitCode.REFUSED,
                    "others can read the tokens in "
                            + file
                            + "; correct it with: chmod 600 "
                            + file);
        }
        String current = Nodes.text(root, "current");
        return new Contexts(file, known.containsKey(current) ? current : Context.LOCAL, known);
    }

    /** One of them. */
    Context get(String name) {
        Context context = known.get(name);
        if (context == null) {
            throw new ApiException(
                    ExitCode.NOT_FOUND,
                    "there is no context "
                            + name
                            + (known.isEmpty()
                                    ? "; make it with: gantry context add"
                                    : "; there are " + String.join(", ", known.keySet())));
        }
        return context;
    }

    /** These and another one. */
    Contexts with(Context context, boolean use) {
        Map<String, Context> more = new LinkedHashMap<>(known);
        more.put(context.name(), context);
        return new Contexts(file, use ? context.name() : current, more);
    }

    /** These without one. */
    Contexts without(String name) {
        Map<String, Context> fewer = new LinkedHashMap<>(known);
        fewer.remove(name);
        return new Contexts(file, name.equals(current) ? Context.LOCAL : current, fewer);
    }

    /** These with another current one. */
    Contexts using(String name) {
        return new Contexts(file, name, known);
    }

    /** Writes them down. */
    void save() throws IOException {
        ObjectNode root = Api.JSON.createObjectNode();
        root.put("current", current);
        ObjectNode all = root.putObject("contexts");
        known.values().forEach(context -> all.set(context.name(), json(context)));
        PrivateFile.folder(file.getParent());
        PrivateFile.write(file, root.toPrettyString() + "\n");
    }

    private static JsonNode parse(Path file, String text) {
        try {
            return Api.JSON.readTree(text);
        } catch (JacksonException e) {
            // the parser's own words may hold a piece of a token
            throw new ApiException(
                    ExitCode.FAILED,
                    file + " is no JSON, in line " + line(e) + "; correct it, or delete it");
        }
    }

    private static String line(JacksonException e) {
        return e.getLocation() == null ? "?" : String.valueOf(e.getLocation().getLineNr());
    }

    private static Context context(String name, JsonNode node) {
        JsonNode token = node.path("token");
        Context.Token source = null;
        if (token.isString()) {
            source = new Context.Kept(token.stringValue());
        } else if (token.has("file")) {
            source = new Context.InFile(Path.of(Nodes.text(token, "file")));
        } else if (token.has("variable")) {
            source = new Context.InVariable(Nodes.text(token, "variable"));
        }
        return new Context(
                name,
                Nodes.text(node, "url"),
                Optional.ofNullable(source),
                Optional.of(Nodes.text(node, "ca")).filter(ca -> !ca.isEmpty()).map(Path::of));
    }

    private static ObjectNode json(Context context) {
        ObjectNode node = Api.JSON.createObjectNode();
        node.put("url", context.url());
        switch (context.token().orElse(null)) {
            case null -> {}
            case Context.Kept(String secret) -> node.put("token", secret);
            case Context.InFile(Path from) -> node.putObject("token").put("file", from.toString());
            case Context.InVariable(String variable) ->
                    node.putObject("token").put("variable", variable);
        }
        context.ca().ifPresent(ca -> node.put("ca", ca.toString()));
        return node;
    }
}
