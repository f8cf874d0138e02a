package dev.gantry.launcher.cli;

import dev.gantry.launcher.Home;

import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a Gantry is started with, as options. */
final class ServerOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Where conf/, bundles/, data/ and logs/ are; else GANTRY_HOME, else the"
                            + " installation.")
    Path home;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the API; 0 takes a free one.")
    private String port;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting, before conf/gantry.properties and the environment.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The settings by their keys. */
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (port != null) {
            all.put("gantry.http.port", port);
        }
        return all;
    }

    /** Remembers for a restart. Its owner alone can read it: a password may be in it. */
    void remember(Home place, boolean supervised) throws IOException {
        ObjectNode node = Api.JSON.createObjectNode();
        node.put("supervised", supervised);
        node.set("settings", Payload.texts(settings()));
        PrivateFile.write(place.started(), node.toPrettyString() + "\n");
    }

    /**
     * Takes what is not given from the last start.
     *
     * @return whether that one was supervised; {@code true} if there was none
     */
    boolean recall(Home place) throws IOException {
        try {
            JsonNode node = Api.JSON.readTree(Files.readString(place.started()));
            node.path("settings")
                    .properties()
                    .forEach(
                            each ->
                                    settings.putIfAbsent(
                                            each.getKey(), Nodes.text(each.getValue())));
            return node.path("supervised").asBoolean(true);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** As words of a command line. */
    List<String> words(Home place) {
        List<String> words = new ArrayList<>(List.of("--home", place.path().toString()));
        settings()
                .forEach(
                        (key, value) -> {
                            words.add("--set");
                            words.add(key + "=" + value);
                        });
        return words;
    }
}
