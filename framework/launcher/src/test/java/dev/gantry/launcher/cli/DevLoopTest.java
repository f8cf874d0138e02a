package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;
import dev.gantry.launcher.dev.BuildOutput;
import dev.gantry.launcher.dev.PluginBuild;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class DevLoopTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String OLD = "ab".repeat(32);
    private static final String NEW = "cd".repeat(32);
    private static final String PLUGIN = "/api/v1/plugins/acme";

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private FakeGantry gantry;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
        api =
                new Api(
                        Destination.find(
                                new Destination.Asked(
                                        gantry.url(),
                                        null,
                                        null,
                                        new Destination.Named(
                                                folder.resolve("token"), null, null, null)),
                                Surroundings.real()));
    }

    @AfterEach
    void stop() {
        api.close();
        gantry.close();
    }

    private static String versions(String sha, String state, String reason) {
        return "{\"versions\":[{\"version\":\"1.0.0.dev-1\",\"sha256\":\"%s\",\"state\":\"%s\","
                        .formatted(sha, state)
                + "\"file\":\"acme-dev-abababababab.jar\",\"reason\":\"%s\",\"tasks\":[\"a.b\"]}]}"
                        .formatted(reason);
    }

    /** Takes a build that was written so long before now, and started the loop before that. */
    private String take(String sha, long age) throws IOException {
        PluginBuild build = build(sha, age);
        Output output = output();
        Instant[] clock = {NOW.minusSeconds(9)};
        try (DevLogs logs = new DevLogs(api, output)) {
            DevLoop loop = new DevLoop(api, output, logs, true, () -> clock[0]);
            clock[0] = NOW;
            loop.take(new BuildOutput.Ready(build));
        }
        assertFalse(Files.exists(build.copy()), "nothing is left");
        return out.toString();
    }

    private PluginBuild build(String sha, long age) throws IOException {
        Path copy = Files.writeString(folder.resolve("acme-dev-cdcdcdcdcdcd.jar"), "jar");
        return new PluginBuild(
                copy, "acme", "1.0.0.dev-1", copy, sha, "content", NOW.minusMillis(age));
    }

    private Output output() {
        PrintWriter writer = new PrintWriter(out);
        return new Output(
                writer, writer, Output.Format.table, new Times(() -> NOW), Optional.empty());
    }

    private String upload() {
        return "POST /api/v1/plugins?filename=acme-dev-cdcdcdcdcdcd.jar&override=true";
    }

    private boolean asked(String request) {
        return gantry.requests().stream().anyMatch(each -> each.startsWith(request));
    }

    @Test
    void theBuildBeforeGoesWhenTheNewOneIsLive() throws IOException {
        gantry.on("GET " + PLUGIN, 200, versions(OLD, "active", ""))
                .on(upload(), 201, versions(NEW, "active", ""))
                .on("DELETE " + PLUGIN + "/versions/" + OLD, 200, "{}");
        String said = take(NEW, 420);
        assertTrue(said.contains("live: acme 1.0.0.dev-1, 0.42 s after it was written: a.b"), said);
        assertTrue(asked("DELETE " + PLUGIN + "/versions/" + OLD));
    }

    @Test
    void whatWasThereBeforeIsNotTimed() throws IOException {
        gantry.on("GET " + PLUGIN, 404, "{\"detail\":\"none\"}")
                .on(upload(), 201, versions(NEW, "active", ""));
        assertTrue(take(NEW, 60_000).contains("live: acme 1.0.0.dev-1: a.b"), out.toString());
        assertFalse(asked("DELETE"));
    }

    @Test
    void theSameContentIsNotDroppedAgain() throws IOException {
        gantry.on("GET " + PLUGIN, 200, versions(NEW, "active", ""));
        assertTrue(take(NEW, 5).contains("its content is as before"), out.toString());
        assertFalse(asked("POST"));
    }

    @Test
    void aRefusalIsToldAndTheLoopGoesOn() throws IOException {
        gantry.on("GET " + PLUGIN, 200, versions(OLD, "active", ""))
                .on(upload(), 422, "{\"detail\":\"it imports com.example, which nobody offers\"}");
        String said = take(NEW, 5);
        assertTrue(said.contains("refused: acme 1.0.0.dev-1: it imports com.example"), said);
        assertFalse(asked("DELETE"), "what serves goes on");
    }

    @Test
    void whatIsHeldBackSaysWhy() throws IOException {
        gantry.on("GET " + PLUGIN, 404, "{\"detail\":\"none\"}")
                .on(upload(), 201, versions(NEW, "staged", "it is pinned"));
        assertTrue(take(NEW, 5).contains("staged: acme 1.0.0.dev-1: it is pinned"));
    }

    @Test
    void whatServesStaysWhereTheNewOneIsHeldBack() throws IOException {
        gantry.on("GET " + PLUGIN, 200, versions(OLD, "active", ""))
                .on(upload(), 201, versions(NEW, "staged", "it is pinned"));
        assertTrue(take(NEW, 5).contains("staged: acme 1.0.0.dev-1: it is pinned"));
        assertFalse(asked("DELETE"));
    }

    @Test
    void theSameContentIsDroppedAgainWhereItIsGone() throws IOException {
        gantry.on("GET " + PLUGIN, 404, "{\"detail\":\"none\"}")
                .on(upload(), 201, versions(NEW, "active", ""));
        Output output = output();
        try (DevLogs logs = new DevLogs(api, output)) {
            DevLoop loop = new DevLoop(api, output, logs, true, () -> NOW);
            loop.take(new BuildOutput.Ready(build(NEW, 5)));
            loop.take(new BuildOutput.Ready(build(NEW, 3)));
        }
        assertEquals(
                2, gantry.requests().stream().filter(each -> each.startsWith(upload())).count());
        assertFalse(out.toString().contains("as before"), out.toString());
    }

    @Test
    void aGantryOfItsOwnKnowsNothingOfTheCallers() throws IOException {
        Map<String, String> caller =
                Map.of(
                        "GANTRY_TOKEN", "foreign",
                        "GANTRY_URL", "http://127.0.0.1:1",
                        "GANTRY_CONTEXT", "production",
                        "GANTRY_OPTS", "-Xmx1g",
                        "PATH", "/bin");
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/gantry.url"), gantry.url());
        Files.writeString(home.resolve("data/admin.token"), "own");
        Surroundings around =
                DevGantry.apart(
                        new Surroundings(caller::get, InputStream.nullInputStream(), false, false));
        Destination found =
                Destination.find(
                        new Destination.Asked(null, null, home, Destination.Named.NONE), around);
        assertEquals(Optional.of("own"), found.token());
        Map<String, String> environment = new HashMap<>(caller);
        DevGantry.strip(environment);
        assertEquals(Map.of("GANTRY_OPTS", "-Xmx1g", "PATH", "/bin"), environment);
    }

    @Test
    void whatIsNoPluginIsSaid() {
        PrintWriter writer = new PrintWriter(out);
        Output output =
                new Output(
                        writer, writer, Output.Format.json, new Times(() -> NOW), Optional.empty());
        try (DevLogs logs = new DevLogs(api, output)) {
            new DevLoop(api, output, logs, true, () -> NOW)
                    .take(new BuildOutput.Refused(Path.of("target/x.jar"), "no manifest"));
        }
        assertTrue(out.toString().contains("\"plugin\":\"x.jar\""), out.toString());
    }

    @Test
    void whatIsForAGantryOfItsOwnIsNotForOthers() {
        Ended ended = gantry.run("dev", folder.toString(), "--debug");
        assertEquals(2, ended.code());
        assertTrue(ended.err().contains("runs already"), ended.err());
        assertEquals(2, gantry.run("dev", folder.resolve("none").toString()).code());
    }

    @Test
    void aDebuggerIsLetInFromThisMachineOnly() {
        assertTrue(DevGantry.agent(5005).endsWith("address=127.0.0.1:5005"));
    }
}
