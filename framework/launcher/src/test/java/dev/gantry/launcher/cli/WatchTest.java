package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;
import dev.gantry.tls.TlsFiles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class WatchTest {
    private static final String QUEUES = "GET /api/v1/queues";

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
    void printsWhatHasChangedAndGoesOnWhileGantryIsAway() {
        String one = "{\"items\":[{\"name\":\"gold\",\"depth\":1}]}";
        gantry.on(QUEUES, 200, one)
                .then(QUEUES, one)
                .then(QUEUES, 503, "{\"detail\":\"not ready\"}")
                .then(QUEUES, one)
                .then(QUEUES, "{\"items\":[{\"name\":\"gold\",\"depth\":2}]}")
                .then(QUEUES, 404, "{\"detail\":\"gone\"}");
        Ended json = gantry.run("queue", "list", "--watch", "--every", "1ms", "-o", "json");
        assertEquals(ExitCode.NOT_FOUND, json.code());
        assertEquals(one + "\n" + one.replace("1}", "2}") + "\n", json.out());
        assertEquals("gantry: not ready\ngantry: gone\n", json.err());
    }

    @Test
    void yamlDocumentsFollowOneAnother() {
        gantry.on(QUEUES, 200, "{\"items\":[]}").then(QUEUES, 404, "{\"detail\":\"gone\"}");
        Ended yaml = gantry.run("queue", "list", "-w", "--every", "1ms", "-o", "yaml");
        assertEquals("---\nitems: []\n", yaml.out());
    }

    @Test
    void drawsOverItselfOnATerminal() {
        String one = "{\"items\":[{\"name\":\"gold\",\"depth\":1}]}";
        gantry.on(QUEUES, 200, one).then(QUEUES, one).then(QUEUES, 404, "{\"detail\":\"gone\"}");
        Surroundings terminal =
                new Surroundings(
                        Map.<String, String>of()::get, InputStream.nullInputStream(), true, true);
        Ended ended =
                FakeGantry.execute(
                        terminal, gantry.here("queue", "list", "--watch", "--every", "1ms"));
        assertEquals(2, ended.out().split("\033\\[H", -1).length - 1, ended.out());
        assertFalse(ended.out().contains("\033[2J"), "it does not flicker");
    }

    @Test
    void aPictureFitsTheTerminal() {
        StringWriter out = new StringWriter();
        Screen screen = new Screen(new PrintWriter(out), "heading", () -> new Screen.Size(5, 8));
        screen.draw("1\n2\n3\n4\n123456789\n");
        assertEquals("[Hheading[K\n1[K\n2[K\n… 3 mor…[K\n[J", out.toString().replace("\033", ""));
        out.getBuffer().setLength(0);
        screen.draw("123456789\n");
        assertTrue(out.toString().contains("\n1234567…\033[K\n"), out.toString());
    }

    @Test
    void saysHowFarItIs() throws IOException {
        assertEquals(
                "Dropping x.jar  [############------------]  50%  1.0 KiB of 2.0 KiB  12s",
                Progress.line("Dropping x.jar", 1024, 2048, Duration.ofSeconds(12)));
        assertEquals(
                "Writing f  1.0 KiB  3.0s",
                Progress.line("Writing f", 1024, 0, Duration.ofSeconds(3)));
        StringWriter err = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(err), false, "x")) {
            progress.bytes(1, 2);
            progress.note("half");
        }
        assertEquals("half\n", err.toString());
        err.getBuffer().setLength(0);
        try (Progress progress = new Progress(new PrintWriter(err), true, "x")) {
            progress.note("half");
        }
        assertTrue(err.toString().endsWith("\r\033[K"), "the line is gone");
    }

    @Test
    void tellsWhatOfAUploadIsSent() throws IOException {
        Path jar = Files.write(folder.resolve("x.jar"), new byte[100_000]);
        gantry.on("POST /api/v1/plugins?filename=x.jar", 201, "{\"id\":\"x\"}");
        long[] last = new long[1];
        Destination here =
                new Destination(
                        Destination.address(gantry.url()),
                        Optional.of("secret"),
                        new TlsFiles(null, null, null),
                        folder.resolve("gantry.crt"),
                        "the test",
                        Optional.empty());
        try (Api api = new Api(here)) {
            api.upload("/api/v1/plugins?filename=x.jar", jar, sent -> last[0] = sent);
        }
        assertEquals(100_000, last[0]);
    }
}
