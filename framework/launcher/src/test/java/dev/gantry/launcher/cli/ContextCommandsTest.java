package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class ContextCommandsTest {
    private static final String TOKEN = "secret";

    @TempDir Path folder;
    private FakeGantry gantry;
    private FakeGantry other;
    private final Map<String, String> environment = new HashMap<>();
    private final StringBuilder shown = new StringBuilder();

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder).on("GET /api/v1/queues", 200, queue("here"));
        other = new FakeGantry(folder).on("GET /api/v1/queues", 200, queue("there"));
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("GANTRY_HOME", null);
    }

    @AfterEach
    void stop() {
        gantry.close();
        other.close();
    }

    @Test
    void aServerIsKnownByName() throws IOException {
        Ended added =
                typed(
                        TOKEN,
                        "context",
                        "add",
                        "prod",
                        "--url",
                        gantry.url() + "/",
                        "--token-stdin");
        assertEquals(0, added.code(), added.err());
        assertTrue(run("queue", "list", "--context", "prod").out().contains("here"));

        run("context", "add", "lab", "--url", other.url(), "--token-env", "LAB");
        environment.put("LAB", TOKEN);
        assertTrue(run("queue", "list", "--context", "lab").out().contains("there"));
        run("context", "use", "lab");
        assertTrue(run("queue", "list").out().contains("there"));
        environment.put("GANTRY_CONTEXT", "prod");
        assertTrue(run("queue", "list").out().contains("here"), "the environment goes first");
        assertTrue(run("queue", "list", "--context", "lab").out().contains("there"));

        String list = run("context", "list").out();
        assertTrue(list.contains("*        lab"), list);
        assertTrue(list.contains("variable LAB") && list.contains("kept"), list);
        assertTrue(run("context", "show", "prod", "-o", "json").out().contains("\"kept\""));
        assertTrue(run("context", "list", "-o", "yaml").out().contains("url: " + gantry.url()));

        run("context", "remove", "lab");
        assertTrue(run("context", "show").out().contains("local"), "the current one is gone");
        assertEquals(ExitCode.NOT_FOUND, run("queue", "list", "--context", "lab").code());
        assertFalse(shown.toString().contains(TOKEN), shown.toString());
    }

    @Test
    void onlyItsOwnerReadsTheFile() throws IOException {
        typed(TOKEN, "context", "add", "prod", "--url", gantry.url(), "--token-stdin");
        Path file = folder.resolve("config/gantry/contexts.json");
        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(file.getParent()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Ended refused = run("queue", "list", "--context", "prod");
        assertEquals(ExitCode.REFUSED, refused.code());
        assertTrue(refused.err().contains("chmod 600 " + file), refused.err());
    }

    @Test
    void aTokenGoesOnlyWhereItBelongs() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/admin.token"), TOKEN);
        Files.writeString(home.resolve("data/gantry.url"), gantry.url());
        Surroundings around = around(null);
        Destination.Named none = Destination.Named.NONE;
        assertEquals(TOKEN, find(new Destination.Asked(null, null, home, none), around).orElse(""));
        assertEquals(
                TOKEN,
                find(new Destination.Asked("http://[::1]:1", null, home, none), around).orElse(""));
        assertTrue(
                find(new Destination.Asked("http://other.test", null, home, none), around)
                        .isEmpty());
        environment.put("GANTRY_TOKEN", "of-the-environment");
        typed(TOKEN, "context", "add", "prod", "--url", gantry.url(), "--token-stdin", "--use");
        assertEquals(TOKEN, find(new Destination.Asked(null, null, null, none), around).orElse(""));
        assertTrue(run("queue", "list").out().contains("here"));
        assertEquals(
                ExitCode.USAGE, run("queue", "list", "--context", "prod", "--url", "x").code());
    }

    @Test
    void noSecretIsEverSaid() throws IOException {
        typed(TOKEN, "context", "add", "prod", "--url", gantry.url(), "--token-stdin", "--use");
        typed(TOKEN, "context", "add", "prod", "--url", gantry.url(), "--token-stdin");
        run("run", "list", "--token", TOKEN);
        run("run", "list", "--token=" + TOKEN);
        run("context", "add", "x", "--url", "http://me:" + TOKEN + "@host");
        run("queue", "list", "--url", "https://me:" + TOKEN + "@host", "--verbose");
        typed(TOKEN + " " + TOKEN, "context", "add", "x", "--url", "http://h", "--token-stdin");
        other.close();
        typed(TOKEN, "context", "add", "gone", "--url", other.url(), "--token-stdin");
        run("queue", "list", "--context", "gone", "--verbose");
        run("plugin", "list", "--context", "prod", "--verbose");
        Path bad = Files.writeString(folder.resolve("bad"), TOKEN + "\n" + TOKEN + "x");
        run("queue", "list", "--token-file", bad.toString());
        Path file = folder.resolve("config/gantry/contexts.json");
        Files.writeString(file, Files.readString(file).replace("\"token\" :", "\"token\" "));
        Ended broken = run("context", "list", "--output", "json");
        assertEquals(ExitCode.FAILED, broken.code());
        assertTrue(broken.err().contains("is no JSON, in line"), broken.err());
        assertFalse(shown.toString().contains(TOKEN), shown.toString());
    }

    private static Optional<String> find(Destination.Asked asked, Surroundings around)
            throws IOException {
        return Destination.find(asked, around).token();
    }

    private Ended run(String... args) {
        return typed(null, args);
    }

    private Ended typed(String text, String... args) {
        Ended ended = FakeGantry.execute(around(text), args);
        shown.append(ended.out()).append(ended.err());
        return ended;
    }

    private Surroundings around(String typed) {
        byte[] bytes = (typed == null ? "" : typed).getBytes(StandardCharsets.UTF_8);
        return new Surroundings(environment::get, new ByteArrayInputStream(bytes), false, false);
    }

    private static String queue(String name) {
        return "{\"items\":[{\"name\":\"" + name + "\",\"depth\":0}]}";
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
