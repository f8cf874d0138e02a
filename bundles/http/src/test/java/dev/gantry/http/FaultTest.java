package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a caller, or the moment, does to a request. */
@Timeout(60)
class FaultTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";

    /** More than any buffers on the way hold. */
    private static final long ENDLESS = 256L << 20;

    @TempDir Path home;

    @Test
    void aBodyWithParametersMayBeLarger() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            String fits = "{\"params\": {\"text\": \"" + "x".repeat(3 << 19) + "\"}}";
            var made = gantry.post(RUNS, fits);
            assertEquals(202, made.status());
            String run = "/api/v1/runs/" + made.json().path("id").stringValue();
            assertEquals(200, gantry.send("PATCH", run, fits).status());
            var refused = gantry.post(RUNS, " ".repeat(TestGantry.BODY_LIMIT + 1));
            assertEquals(413, refused.status());
            assertEquals(
                    "The body is larger than 2 MiB; send less at once, or pass the place of what is"
                            + " large.",
                    refused.json().path("detail").stringValue());
        }
    }

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
    void aBodyWithoutEndIsRefusedAndCutOff() throws Exception {
        try (TestGantry gantry = new TestGantry(home);
                Socket socket = connect(gantry)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST "
                                    + PAUSE
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + TestGantry.TOKEN
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            byte[] chunk =
                    ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.UTF_8);
            long sent = 0;
            try {
                while (sent < ENDLESS) {
                    out.write(chunk);
                    sent += chunk.length;
                }
            } catch (IOException e) {
                assertTrue(sent < ENDLESS);
            }
            assertTrue(sent < ENDLESS, "it read on and on");
            assertEquals(200, gantry.get("/readyz").status());
        }
    }

    @Test
    void aHeadThatComesByteByByteIsCutOff() throws Exception {
        try (TestGantry gantry = quick();
                Socket socket = connect(gantry)) {
            socket.setSoTimeout(20);
            socket.getOutputStream()
                    .write("GET /readyz HTTP/1.1\r\nX: ".getBytes(StandardCharsets.UTF_8));
            boolean open = true;
            for (int sent = 0; open && sent < 4000; sent++) {
                try {
                    socket.getOutputStream().write('x');
                    open = socket.getInputStream().read() >= 0;
                } catch (SocketTimeoutException e) {
                    open = true; // it waits for more
                } catch (IOException e) {
                    open = false;
                }
            }
            assertFalse(open, "it waited for all of it");
            assertEquals(200, gantry.get("/readyz").status());
        }
    }

    /** A connection is no slower client for having been used before, or for a long answer. */
    @Test
    void aConnectionThatIsUsedStaysOpen() throws Exception {
        try (TestGantry gantry = quick(Duration.ofSeconds(1));
                Socket socket = connect(gantry)) {
            String request = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.setSoTimeout(100);
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                String answer = "";
                while (!answer.endsWith("}")) {
                    try {
                        int next = socket.getInputStream().read();
                        assertTrue(next >= 0, "closed after " + i);
                        answer += (char) next;
                    } catch (SocketTimeoutException e) {
                        answer += "";
                    }
                }
                assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
            }
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsTimedOut() throws Exception {
        AtomicLong now = new AtomicLong();
        InputStream slow =
                new InputStream() {
                    @Override
                    public int read() {
                        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
                        return 'x';
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) {
                        buffer[offset] = (byte) read();
                        return 1;
                    }
                };
        try (LimitedStream body = new LimitedStream(slow, 1 << 20, now::get)) {
            assertFalse(Unread.drained(body));
            assertEquals(408, body.refusal().orElseThrow().problem().status());
        }
        assertEquals(31, TimeUnit.NANOSECONDS.toSeconds(now.getAndSet(0)));
        try (LimitedStream body = new LimitedStream(slow, 1 << 20, now::get)) {
            assertThrows(LimitedStream.BrokenException.class, body::readAllBytes);
            assertEquals(408, body.refusal().orElseThrow().problem().status());
        }
        assertEquals(31, TimeUnit.NANOSECONDS.toSeconds(now.get()));
        byte[] much = new byte[40 * 1024];
        try (LimitedStream body =
                new LimitedStream(
                        new ByteArrayInputStream(much),
                        1 << 20,
                        () -> now.getAndAdd(TimeUnit.SECONDS.toNanos(10)))) {
            assertEquals(much.length, body.readAllBytes().length);
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

    private static Socket connect(TestGantry gantry) throws IOException {
        URI url = URI.create(gantry.server.url());
        return new Socket(url.getHost(), url.getPort());
    }

    private static void assertStall(TestGantry gantry, String path, String start)
            throws IOException {
        try (Socket socket = connect(gantry)) {
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
        return quick(Duration.ofMillis(200));
    }

    private TestGantry quick(Duration idle) throws IOException {
        HttpSettings settings =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        false,
                        home,
                        Duration.ofMillis(50),
                        idle,
                        Duration.ofSeconds(5));
        return new TestGantry(home, settings, new FakeEvents(10));
    }
}
