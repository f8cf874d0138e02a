package dev.gantry.launcher.cli;

import dev.gantry.launcher.dev.BuildOutput;
import dev.gantry.launcher.dev.PluginBuild;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Drops what was built in the place of what was built before. For one thread. */
final class DevLoop {
    /** Files that such a loop dropped. */
    private static final Pattern OURS = Pattern.compile(".*-dev-[0-9a-f]{12}\\.jar");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Api api;
    private final Output output;
    private final DevLogs logs;
    private final boolean override;
    private final InstantSource clock;
    private final Instant began;

    private final Map<String, Live> lives = new HashMap<>();

    /**
     * What was put in service.
     *
     * @param sha256 of what was dropped
     * @param content of what the build wrote
     */
    private record Live(String sha256, String content) {}

    DevLoop(Api api, Output output, DevLogs logs, boolean override, InstantSource clock) {
        this.api = api;
        this.output = output;
        this.logs = logs;
        this.override = override;
        this.clock = clock;
        this.began = clock.instant();
    }

    void take(BuildOutput.Result result) {
        switch (result) {
            case BuildOutput.Ready(PluginBuild build) -> {
                try {
                    swap(build);
                } finally {
                    delete(build.copy());
                }
            }
            case BuildOutput.Refused(Path jar, String why) ->
                    tell("no plugin", jar.getFileName().toString(), "", why, null);
        }
    }

    private void swap(PluginBuild build) {
        logs.follow(build.id());
        String before = inService(build.id());
        boolean same = new Live(before, build.content()).equals(lives.get(build.id()));
        if (build.sha256().equals(before) || same) {
            tell("live", build.id(), build.version(), "its content is as before", null);
            return;
        }
        JsonNode plugin;
        try {
            Query path =
                    PluginPlan.path(PluginCommand.ALL, build.copy())
                            .with("override", override ? "true" : null);
            plugin = api.upload(path.toString(), build.copy(), sent -> {});
        } catch (ApiException e) {
            if (e.away()) {
                throw e;
            }
            tell("refused", build.id(), build.version(), e.getMessage(), null);
            return;
        }
        Duration took = Duration.between(build.written(), clock.instant());
        JsonNode now = version(plugin, build.sha256());
        String state = Nodes.text(now, "state");
        if (state.equals("active")) {
            String offers = PluginTable.offers(now);
            boolean fresh = build.written().isAfter(began);
            lives.put(build.id(), new Live(build.sha256(), build.content()));
            tell("live", build.id(), build.version(), offers, fresh ? took : null);
            if (before != null) {
                leave(build.id(), before);
            }
        } else {
            tell(state, build.id(), build.version(), Nodes.text(now, "reason"), null);
        }
    }

    /** SHA-256 of what such a loop dropped before; {@code null} if that is not in service. */
    private String inService(String id) {
        try {
            for (JsonNode each : api.get(path(id)).path("versions")) {
                if (Nodes.text(each, "state").equals("active")
                        && OURS.matcher(Nodes.text(each, "file")).matches()) {
                    return Nodes.text(each, "sha256");
                }
            }
            return null;
        } catch (ApiException e) {
            if (e.exitCode() == ExitCode.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static String path(String id) {
        return PluginCommand.ALL + "/" + Api.escape(id);
    }

    private static JsonNode version(JsonNode plugin, String sha256) {
        for (JsonNode each : plugin.path("versions")) {
            if (Nodes.text(each, "sha256").equals(sha256)) {
                return each;
            }
        }
        return Api.JSON.createObjectNode();
    }

    /** What was dropped before ends what it began, and goes. */
    private void leave(String id, String sha256) {
        try {
            api.delete(path(id) + "/versions/" + Api.escape(sha256));
        } catch (ApiException e) {
            output.note("the build before stays in the drop folder: " + e.getMessage());
        }
    }

    /**
     * @param took from when the JAR was written until new runs go to it; {@code null} if it was
     *     there before
     */
    private void tell(String what, String plugin, String version, String text, Duration took) {
        ObjectNode item = Api.JSON.createObjectNode();
        item.put("at", clock.instant().toString());
        item.put("what", what);
        item.put("plugin", plugin);
        item.put("version", version);
        item.put("text", text);
        if (took != null) {
            item.put("seconds", took.toMillis() / 1000.0);
        }
        output.item(
                item,
                () ->
                        String.join(
                                " ",
                                List.of(
                                        TIME.format(clock.instant()),
                                        what + ":",
                                        (plugin + " " + version).strip()
                                                + (took == null ? "" : ", " + seconds(took))
                                                + (text.isEmpty() ? "" : ": " + text))));
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.2f s after it was written", took.toMillis() / 1000.0);
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
