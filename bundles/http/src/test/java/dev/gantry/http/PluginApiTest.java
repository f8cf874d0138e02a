package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.Usage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

class PluginApiTest {
    private static final String PLUGINS = "/api/v1/plugins";
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void listsPluginsAndFilesThatAreNone() throws Exception {
        JsonNode first = gantry.get(PLUGINS + "?limit=1").json();
        assertEquals("acme.files", first.path("items").path(0).path("id").stringValue());
        assertEquals("1.2.0", first.path("items").path(0).path("active").stringValue());
        JsonNode second =
                gantry.get(PLUGINS + "?limit=1&cursor=" + first.path("next").stringValue()).json();
        assertEquals("broken file.jar", second.path("items").path(0).path("id").stringValue());
        assertTrue(second.path("next").isNull());
    }

    @Test
    void findsAPluginByIdAndByFile() throws Exception {
        assertEquals(
                "acme.files",
                gantry.get(PLUGINS + "/files-1.2.0.jar").json().path("id").stringValue());
        assertEquals(
                "rejected",
                gantry.get(PLUGINS + "/broken%20file.jar")
                        .json()
                        .path("versions")
                        .path(0)
                        .path("state")
                        .stringValue());
        assertEquals(404, gantry.get(PLUGINS + "/none").status());
    }

    @Test
    void saysWhatAVersionUsed() throws Exception {
        JsonNode version = gantry.get(PLUGINS + "/acme.files").json().path("versions").path(0);
        assertTrue(version.has("usage") && version.path("usage").isNull());
        String sha256 = version.path("sha256").stringValue();
        RevisionRef revision = new RevisionRef("acme.files", "1.2.0", sha256);
        Duration second = Duration.ofSeconds(1);
        gantry.usages.all.put(
                sha256, new Usage(revision, 10, 5, 2, 2, 1, 9, second, second, second, 64, 12));
        JsonNode usage =
                gantry.get(PLUGINS + "/acme.files").json().path("versions").path(0).path("usage");
        assertEquals(10, usage.path("attempts").intValue());
        assertEquals(9, usage.path("measured").intValue());
        assertEquals(1.0, usage.path("cpuSeconds").doubleValue());
        assertEquals(64, usage.path("allocatedBytes").longValue());
        gantry.usages.all.put(
                sha256, new Usage(revision, 10, 5, 2, 2, 1, 0, second, second, second, 64, 12));
        usage = gantry.get(PLUGINS + "/acme.files").json().path("versions").path(0).path("usage");
        assertTrue(usage.path("cpuSeconds").isNull());
        assertTrue(usage.path("allocatedBytes").isNull());
        JsonNode listed = gantry.get(PLUGINS).json().path("items").path(0).path("versions");
        assertTrue(listed.path(0).path("usage").isMissingNode(), "only for one plugin");
    }

    @Test
    void saysWhy() throws Exception {
        JsonNode file = gantry.get(PLUGINS + "/broken%20file.jar/why").json();
        assertEquals("It is no JAR.", file.path("reason").stringValue());
        assertEquals("raw: It is no JAR.", file.path("detail").stringValue());
        assertTrue(file.path("version").isNull());
        JsonNode plugin = gantry.get(PLUGINS + "/acme.files/why").json();
        assertEquals("It needs package x.y.", plugin.path("reason").stringValue());
        assertEquals("1.1.0", plugin.path("version").stringValue());
        JsonNode fine = gantry.get(PLUGINS + "/files-1.2.0.jar/why").json();
        assertEquals("active", fine.path("state").stringValue());
        assertTrue(fine.path("reason").isNull());
    }

    @Test
    void uploads() throws Exception {
        var made = gantry.post(PLUGINS + "?filename=new%20one.jar", "PK" + "x".repeat(3 << 20));
        assertEquals(201, made.status());
        assertEquals("/api/v1/plugins/new%20one.jar", made.header("Location"));
        assertEquals(2 + (3 << 20), gantry.plugins.received);
        assertEquals(200, gantry.get(made.header("Location")).status());
        assertEquals(409, gantry.post(PLUGINS + "?filename=new%20one.jar", "PK").status());
        assertEquals(400, gantry.post(PLUGINS, "PK").status());
    }

    @Test
    void uploadsOfUnknownLengthAreStreamed() throws Exception {
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(new byte[100_000]));
        assertEquals(201, gantry.sendStream("POST", PLUGINS + "?filename=c.jar", chunked).status());
        assertEquals(100_000, gantry.plugins.received);
    }

    @Test
    void aRefusedUploadSaysWhy() throws Exception {
        var refused = gantry.post(PLUGINS + "?filename=bad.jar", "XX");
        assertEquals(422, refused.status());
        assertEquals("bad.jar is no JAR.", refused.json().path("detail").stringValue());
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedUnread() throws Exception {
        URI url = URI.create(gantry.server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/v1/plugins?filename=big.jar HTTP/1.1\r\nHost: localhost\r\n"
                                            + "Authorization: Bearer "
                                            + TestGantry.TOKEN
                                            + "\r\nContent-Length: "
                                            + ((256L << 20) + 1)
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.UTF_8));
            byte[] head = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 413", new String(head, StandardCharsets.UTF_8));
        }
        assertEquals(0, gantry.plugins.received);
    }

    @Test
    void aStreamThatGrowsTooLargeEnds() throws Exception {
        try (LimitedStream stream =
                new LimitedStream(new ByteArrayInputStream(new byte[101]), 100)) {
            assertThrows(IOException.class, stream::readAllBytes);
            assertEquals(413, stream.refusal().orElseThrow().problem().status());
        }
        try (InputStream stream = new LimitedStream(new ByteArrayInputStream(new byte[100]), 100)) {
            assertEquals(100, stream.readAllBytes().length);
        }
    }

    @Test
    void deletesVersionsAndFiles() throws Exception {
        var unclear = gantry.send("DELETE", PLUGINS + "/acme.files", null);
        assertEquals(409, unclear.status());
        assertTrue(unclear.text().contains("/versions/1.2.0"), unclear.text());
        assertEquals(
                200, gantry.send("DELETE", PLUGINS + "/acme.files/versions/1.2.0", null).status());
        assertEquals(200, gantry.send("DELETE", PLUGINS + "/broken%20file.jar", null).status());
        assertEquals(
                404, gantry.send("DELETE", PLUGINS + "/acme.files/versions/1.2.0", null).status());
        assertTrue(gantry.plugins.all.isEmpty());
    }

    @Test
    void activatesAVersion() throws Exception {
        var reply = gantry.send("POST", PLUGINS + "/acme.files/versions/1.1.0/activate", null);
        assertEquals("1.1.0", reply.json().path("active").stringValue());
        assertEquals(
                404,
                gantry.send("POST", PLUGINS + "/acme.files/versions/9/activate", null).status());
    }

    @Test
    void showsWhatPluginsContribute() throws Exception {
        JsonNode tasks = gantry.get("/api/v1/tasks?limit=2").json();
        assertEquals(2, tasks.path("items").size());
        assertEquals("files.cleanup1", tasks.path("next").stringValue());
        JsonNode task = gantry.get("/api/v1/tasks/files.cleanup").json();
        assertEquals(
                "string",
                task.path("params")
                        .path("properties")
                        .path("directory")
                        .path("type")
                        .stringValue());
        assertEquals("PT5M", task.path("timeout").stringValue());
        assertEquals("1.2.0", task.path("plugin").path("version").stringValue());
        JsonNode gone = gantry.get("/api/v1/detectors/disk.room2").json();
        assertEquals("The plugin acme.files is not there.", gone.path("reason").stringValue());
        assertEquals(404, gantry.get("/api/v1/tasks/none").status());
        assertEquals(404, gantry.get("/api/v1/detectors/none").status());
        assertEquals(3, gantry.get("/api/v1/detectors").json().path("items").size());
    }
}
