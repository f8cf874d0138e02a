package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpServer;
import dev.gantry.http.server.HttpSettings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class AccessTest {
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
    void whatIsOpenWantsNoToken() throws Exception {
        for (String path : List.of("/healthz", "/readyz", "/openapi.json")) {
            assertEquals(200, gantry.get(path, "Authorization", "").status(), path);
        }
    }

    @Test
    void everythingElseWantsTheToken() throws Exception {
        for (Operation operation : Operations.ALL) {
            if (operation.open()) {
                continue;
            }
            String path = operation.path().text().replaceAll("\\{\\w+}", "x");
            var reply = gantry.send(operation.method(), path, "{}", "Authorization", "");
            assertEquals(401, reply.status(), operation.id());
            assertTrue(reply.header("WWW-Authenticate").startsWith("Bearer"));
            assertEquals("unauthorized", reply.json().path("code").stringValue());
        }
        assertEquals(401, gantry.get("/nowhere", "Authorization", "").status());
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        for (String wrong :
                List.of(
                        "Bearer nonsense",
                        "Bearer " + TestGantry.TOKEN + "x",
                        "Bearer " + TestGantry.TOKEN.substring(1),
                        "Bearer ",
                        "Basic " + TestGantry.TOKEN)) {
            assertEquals(401, gantry.get("/api/v1/status", "Authorization", wrong).status(), wrong);
        }
    }

    @Test
    void aChangedTokenFileCountsAtOnce() throws Exception {
        assertEquals(200, gantry.get("/api/v1/status").status());
        Files.writeString(home.resolve("data/admin.token"), "another-one\n");
        assertEquals(401, gantry.get("/api/v1/status").status());
        assertEquals(
                200, gantry.get("/api/v1/status", "Authorization", "bearer another-one").status());
    }

    @Test
    void withoutATokenFileNobodyGetsIn() throws Exception {
        for (String content : List.of("", " \n")) {
            Files.writeString(home.resolve("data/admin.token"), content);
            assertEquals(503, gantry.get("/api/v1/status", "Authorization", "Bearer x").status());
        }
        Files.delete(home.resolve("data/admin.token"));
        var reply = gantry.get("/api/v1/status");
        assertEquals(503, reply.status());
        assertTrue(reply.json().path("detail").stringValue().contains("data/admin.token"));
    }

    @Test
    void aForeignHostIsRefusedOnLoopback() throws Exception {
        String answer = raw("GET /api/v1/status HTTP/1.1\r\nHost: evil.example\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertTrue(answer.contains("forbidden_host"), answer);
        for (String host : List.of("localhost:1", "127.0.0.1", "[::1]:8181", "LOCALHOST")) {
            String fine = raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n");
            assertTrue(fine.startsWith("HTTP/1.1 200"), fine);
        }
        for (String host : List.of("127.0.0.1.evil.example", "localhost.evil.example")) {
            String refused = raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\n");
            assertTrue(refused.startsWith("HTTP/1.1 403"), refused);
        }
    }

    @Test
    void malformedHttpIsAProblemToo() throws Exception {
        String answer = raw("GET /a%2fb HTTP/1.1\r\nHost: localhost\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertFalse(answer.contains("jetty"), answer);
        for (String target : List.of("/api/v1/runs?state=%zz", "/api/v1/runs?state=%FF", "/%FF")) {
            String bad =
                    raw(
                            "GET "
                                    + target
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + TestGantry.TOKEN
                                    + "\r\n");
            assertTrue(bad.startsWith("HTTP/1.1 40"), bad);
            assertTrue(bad.contains("application/problem+json"), bad);
        }
    }

    @Test
    void metricsMayBeOpened(@TempDir Path other) throws Exception {
        assertEquals("gantry_up 1\n", gantry.get("/metrics").text());
        HttpSettings opened =
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        true,
                        other,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5));
        try (HttpServer server = new HttpServer(opened, gantry.resources, gantry.logins, () -> "");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> metrics =
                    client.send(
                            HttpRequest.newBuilder(URI.create(server.url() + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, metrics.statusCode());
            assertEquals("gantry_up 1\n", metrics.body());
        }
    }

    private String raw(String head) throws IOException {
        URI url = URI.create(gantry.server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
