package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;
import dev.gantry.plugins.config.SettingsType;
import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.Within;
import dev.gantry.spi.plugin.Needs;

import org.osgi.framework.Bundle;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a plugin's manifest says it needs, and refuses what asks for more. */
final class DeclaredNeeds {
    private static final Pattern HOST =
            Pattern.compile("\\*|((\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(\\*|[0-9]{1,5})");

    private DeclaredNeeds() {}

    static Needs read(String capabilities) throws Rejection {
        Needs needs = Needs.NONE;
        for (Header.Clause clause : Header.parse(capabilities)) {
            if (clause.paths().contains("gantry.needs")) {
                needs = needs.and(read(clause.parameters()));
            }
        }
        return needs;
    }

    static Needs of(Bundle bundle) throws Rejection {
        return read(bundle.getHeaders("").get("Provide-Capability"));
    }

    private static Needs read(Map<String, String> attributes) throws Rejection {
        Needs needs =
                new Needs(
                        "true".equals(attributes.get("secrets")),
                        list(attributes.get("network")),
                        list(attributes.get("processes")),
                        list(attributes.get("files")));
        for (String host : needs.network()) {
            if (!HOST.matcher(host).matches()) {
                throw new Rejection(
                        "its @Needs(network) has "
                                + host
                                + ": write host:port, *.domain:port, host:* or *");
            }
        }
        for (String folder : needs.files()) {
            if (!absolute(folder)) {
                throw new Rejection(
                        "its @Needs(files) has " + folder + ": write the whole path, as /srv/data");
            }
        }
        return needs;
    }

    private static boolean absolute(String folder) {
        try {
            return Path.of(folder).isAbsolute() || folder.startsWith("/");
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private static List<String> list(String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Whether it takes secrets and says nothing at all of its needs.
     *
     * @throws Rejection if it says what it needs, and not that
     */
    static boolean silent(Needs needs, List<Offering> offerings, Optional<SettingsType> settings)
            throws Rejection {
        Optional<String> taker =
                offerings.stream()
                        .filter(o -> o.schema() != null && o.schema().secrets())
                        .findFirst()
                        .map(o -> "its " + o.kind().noun() + " " + o.id() + " takes")
                        .or(
                                () ->
                                        settings.filter(s -> s.schema().secrets())
                                                .map(s -> "its settings take"));
        if (taker.isEmpty() || needs.secrets()) {
            return false;
        }
        if (!needs.equals(Needs.NONE)) {
            throw new Rejection(
                    taker.get()
                            + " a secret, which its @Needs does not have: add secrets = true there");
        }
        return true;
    }

    /** What it offers, with no path and no URI outside of what it declares. */
    static Offering limit(Needs needs, Offering o) {
        String input = limit(needs, o.inputSchema());
        return input.equals(o.inputSchema())
                ? o
                : new Offering(
                        o.kind(),
                        o.id(),
                        o.title(),
                        o.description(),
                        o.impl(),
                        o.input(),
                        input,
                        Schema.parse(input),
                        o.outputSchema(),
                        o.timeout(),
                        o.heartbeat(),
                        o.retry(),
                        o.unless(),
                        o.look());
    }

    /** A schema of what is handed in, with no path and no URI outside of what is declared. */
    static String limit(Needs needs, String schema) {
        return Within.limit(schema, needs.files(), needs.network());
    }

    /** In words by their kind, for what is shown of it. */
    static Map<String, String> words(Needs needs) {
        Map<String, String> words = new LinkedHashMap<>();
        if (needs.secrets()) {
            words.put("secrets", "secrets");
        }
        word(words, "network", needs.network());
        word(words, "processes", needs.processes());
        word(words, "files", needs.files());
        return words;
    }

    private static void word(Map<String, String> words, String kind, List<String> what) {
        if (!what.isEmpty()) {
            words.put(kind, kind + " (" + String.join(", ", what) + ")");
        }
    }
}
