package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a caller, or the moment, does to a request. */
@Timeout(60)
class FaultTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";
    @TempDir Path home;

    @Test
    void aBodyFarOverTheLimitIsTooLarge() throws Exception {
        byte[] large = " ".repeat(3 * Call.JSON_LIMIT).getBytes(StandardCharsets.UTF_8);
        try (TestGantry gantry = new TestGantry(home)) {
            var known =
                    gantry.sendStream("POST", PAUSE, HttpRequest.BodyPublishers.ofByteArray(large));
            assertEquals(413, known.status());
            assertEquals("too_large", known.json().path("code").stringValue());
            var chunked =
                    gantry.sendStream(
                            "POST",
                            PAUSE,
                            HttpRequest.BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(large)));
            assertEquals(413, chunked.status());
        }
    }

    @Test
    void aBodyThatStallsIsTimedOut() throws Exception {
        try (TestGantry gantry = quick()) {
            assertStall(gantry, RUNS, "{\"par");
        }
    }

    @Test
    void anUploadThatStallsIsTimedOut() throws Exception {
        try (TestGantry gantry = quick()) {
            assertStall(gantry, "/api/v1/plugins?filename=slow.jar", "PK");
            assertTrue(gantry.plugins.find("slow.jar").isEmpty());
        }
    }

    @Test
    void aRunThatWasAcceptedIsAnsweredThoughTooManyWait() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            LiveCalls live = gantry.resources.find("startRun").orElseThrow().live();
            List<LiveCalls.Waiting> others = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                others.add(live.enter());
            }
            var reply = gantry.post(RUNS + "?wait=PT5M", "{}");
            assertEquals(202, reply.status());
            assertEquals("01run00000001", reply.json().path("id").stringValue());
            assertEquals("/api/v1/runs/01run00000001", reply.header("Location"));
            var look = gantry.get("/api/v1/runs/01run00000001?wait=PT5M");
            assertEquals(429, look.status());
            assertEquals("1", look.header("Retry-After"));
            others.forEach(LiveCalls.Waiting::close);
        }
    }

    @Test
    void aLogHasNoEndWhenTheEngineStops() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            gantry.post(RUNS, "{}");
            gantry.runs.log(1, "one");
            try (EventReader reader = gantry.events("/api/v1/runs/01run00000001/logs")) {
                assertNotNull(reader.next());
                gantry.runs
                        .finished
                        .get("01run00000001")
                        .completeExceptionally(
                                new GantryException(GantryException.Code.UNAVAILABLE, "stops"));
                assertNull(reader.next(), "the run is not over");
            }
        }
    }

    @Test
    void aRefusalDoesNotCutOffWhoStillSends() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            URI url = URI.create(gantry.server.url());
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.setTcpNoDelay(true);
                BufferedReader answers =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8));
                for (int i = 0; i < 50; i++) {
                    send(
                            socket,
                            "POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 4\r\n\r\n");
                    send(socket, "{  }");
                    int rest = 0;
                    String status = answers.readLine();
                    assertTrue(status != null && status.startsWith("HTTP/1.1 4"), status);
                    for (String line = answers.readLine();
                            !line.isEmpty();
                            line = answers.readLine()) {
                        assertFalse(line.equalsIgnoreCase("Connection: close"));
                        if (line.startsWith("Content-Length: ")) {
                            rest = Integer.parseInt(line.substring(16));
                        }
                    }
                    assertEquals(rest, answers.skip(rest));
                }
            }
        }
    }

    @Test
    void whatIsNotUnderstoodHasItsAnswerThoughMoreIsSent() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            URI url = URI.create(gantry.server.url());
            for (int i = 0; i < 100; i++) {
                try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                    socket.setTcpNoDelay(true);
                    send(
                            socket,
                            "POST /a%2fb HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 30000\r\n\r\n");
                    send(socket, "[".repeat(30_000));
                    byte[] answer = socket.getInputStream().readAllBytes();
                    assertTrue(
                            new String(answer, StandardCharsets.UTF_8).startsWith("HTTP/1.1 400 "));
                }
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertStall(TestGantry gantry, String path, String start)
            throws IOException {
        URI url = URI.create(gantry.server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String head =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                            + "Content-Length: 1000\r\n\r\n%s";
            socket.getOutputStream()
                    .write(
                            head.formatted(path, TestGantry.TOKEN, start)
                                    .getBytes(StandardCharsets.UTF_8));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("\"code\":\"timeout\""), answer);
        }
    }

    private TestGantry quick() throws IOException {
        HttpSettings settings =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        false,
                        home,
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5));
        return new TestGantry(home, settings, new FakeEvents(10));
    }
}
