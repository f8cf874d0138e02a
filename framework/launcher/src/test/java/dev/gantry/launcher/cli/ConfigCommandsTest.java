package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Timeout(30)
class ConfigCommandsTest {
    private static final String PATH = "/api/v1/plugins/acme.files/config";
    private static final String FRESH =
            "{\"plugin\":\"acme.files\",\"version\":0,\"values\":{},"
                    + "\"effective\":{\"limit\":5,\"roots\":[]},\"at\":null,\"by\":null,"
                    + "\"file\":\"conf/plugins/acme.files.yaml\",\"problem\":null,"
                    + "\"schema\":{\"properties\":{\"limit\":{\"description\":\"Most files\"},"
                    + "\"roots\":{}}}}";
    private static final String SET =
            FRESH.replace(
                            "\"version\":0,\"values\":{}",
                            "\"version\":3,\"values\":"
                                    + "{\"limit\":7,\"retry\":{\"first\":1,\"last\":2}}")
                    .replace(
                            "\"at\":null,\"by\":null",
                            "\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"file\"")
                    .replace("\"problem\":null", "\"problem\":\"line 3 is odd\"");

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void showsWhatIsSetAndWhatCanBe() {
        gantry.on("GET " + PATH, 200, FRESH);
        Ended fresh = gantry.run("plugin", "config", "show", "acme.files");
        assertEquals(0, fresh.code());
        assertEquals(
                List.of(
                        "Plugin   acme.files",
                        "Version  nothing is set, all have their defaults",
                        "File     conf/plugins/acme.files.yaml",
                        "",
                        "KEY    VALUE  SET  WHAT IT IS",
                        "limit  5      -    Most files",
                        "roots  []     -    -"),
                fresh.out().lines().map(String::stripTrailing).toList());
        gantry.on("GET " + PATH, 200, SET);
        String set = gantry.run("plugin", "config", "show", "acme.files").out();
        assertTrue(set.contains("Version  3, set by file "), set);
        assertTrue(set.contains("Problem  line 3 is odd"), set);
        assertTrue(set.contains("limit  5      yes  Most files"), set);
    }

    @Test
    void setsSomeValuesAndKeepsTheOthers() {
        gantry.on("GET " + PATH, 200, SET).on("PUT " + PATH, 200, SET);
        Ended ended =
                gantry.run(
                        "plugin",
                        "config",
                        "set",
                        "acme.files",
                        "roots=[\"/a\"]",
                        "name=a=b",
                        "retry.last=9",
                        "inner.deep=true",
                        "--unset",
                        "limit",
                        "--unset",
                        "retry.first");
        assertEquals(0, ended.code(), ended.err());
        assertEquals(
                "PUT "
                        + PATH
                        + " {\"retry\":{\"last\":9},\"roots\":[\"/a\"],\"name\":\"a=b\","
                        + "\"inner\":{\"deep\":true}}",
                gantry.requests().getLast());
        assertEquals(List.of("If-Match: \"3\""), gantry.conditions());
    }

    @Test
    void setsAllValuesAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("all.json"), "{\"limit\": 1}");
        gantry.on("GET " + PATH, 200, FRESH).on("PUT " + PATH, 200, SET);
        gantry.run("plugin", "config", "set", "acme.files", "--all", "@" + file, "x=1");
        assertEquals("PUT " + PATH + " {\"limit\":1,\"x\":1}", gantry.requests().getLast());
        assertEquals(List.of("If-None-Match: *"), gantry.conditions());
    }

    @Test
    void saysWhatIsWrong() {
        Ended nothing = gantry.run("plugin", "config", "set", "acme.files");
        assertEquals(ExitCode.USAGE, nothing.code());
        gantry.on("GET " + PATH, 200, FRESH)
                .on(
                        "PUT " + PATH,
                        422,
                        "{\"detail\":\"it does not fit\",\"errors\":"
                                + "[{\"pointer\":\"/limit\",\"detail\":\"is 0\"}]}");
        assertEquals(
                new Ended(ExitCode.REFUSED, "", "gantry: it does not fit\n  /limit: is 0\n"),
                gantry.run("plugin", "config", "set", "acme.files", "limit=0"));
        assertEquals(
                ExitCode.USAGE, gantry.run("plugin", "config", "set", "acme.files", "x").code());
        assertEquals(
                ExitCode.NOT_FOUND, gantry.run("plugin", "config", "show", "acme.none").code());
    }

    @Test
    void listsTheHistoryAndRestores() {
        gantry.on(
                "GET " + PATH + "/history?limit=20",
                200,
                "{\"items\":[{\"version\":2,\"values\":{\"limit\":7},"
                        + "\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"api\"}],\"next\":null}");
        String history = gantry.run("plugin", "config", "history", "acme.files").out();
        assertTrue(history.startsWith("VERSION  AGE"), history);
        assertTrue(history.contains("{\"limit\":7}"), history);
        gantry.on("POST " + PATH + "/history/2/restore", 200, SET);
        Ended restored = gantry.run("plugin", "config", "restore", "acme.files", "2");
        assertTrue(restored.out().contains("Version  3"), restored.out());
    }
}
