package dev.gantry.sample.web;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpHandler;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

@GantryTest
@Timeout(60)
class RequestTest {
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.http();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsAndKeepsTheAnswer(TaskRunner tasks) {
        server.on(
                "/",
                exchange -> {
                    tasks.clock().advance("PT0.25S");
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("X-Method", exchange.getRequestMethod());
                    TestServer.answer(exchange, 201, "got " + body);
                });
        var run =
                tasks.run(
                        new Request(),
                        Map.of("url", server.url("/"), "method", "POST", "body", "grüße"));
        assertThat(run)
                .succeeded()
                .output("status 201", response -> response.status() == 201)
                .output("the body", response -> response.body().equals("got grüße"))
                .output("complete", response -> !response.truncated())
                .output("took 250 ms", response -> response.took().equals(Duration.ofMillis(250)))
                .logged("POST " + server.url("/") + " answered 201");
        assertEquals(List.of("POST"), run.output().headers().get("x-method"));
    }

    @Test
    void sendsTraceAndIdempotencyKey(TaskRunner tasks) {
        server.on(
                "/",
                exchange ->
                        TestServer.answer(
                                exchange,
                                200,
                                exchange.getRequestHeaders().getFirst("traceparent")
                                        + " "
                                        + exchange.getRequestHeaders()
                                                .getFirst("Idempotency-Key")));
        String trace = "00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01 ";
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/"))))
                .traced("GET", "http.response.status_code", 200L)
                .traced("GET", "server.address", "127.0.0.1")
                .output("both", response -> response.body().equals(trace + "run-0000000000001"));
        assertThat(
                        tasks.run(
                                new Request(),
                                Map.of(
                                        "url",
                                        server.url("/"),
                                        "headers",
                                        Map.of("idempotency-key", "mine"))))
                .output("the caller's", response -> response.body().equals(trace + "mine"));
    }

    @Test
    void keepsNoMoreOfTheBodyThanAsked(TaskRunner tasks) {
        server.on("/", TestServer.answering(200, "0123456789"));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/"), "maxBody", 4)))
                .succeeded()
                .output("cut", r -> r.body().equals("0123") && r.truncated());
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/"), "maxBody", 10)))
                .succeeded()
                .output("whole", r -> r.body().equals("0123456789") && !r.truncated());
    }

    @Test
    void tellsFailuresApart(TaskRunner tasks) {
        server.on("/missing", TestServer.answering(404, "no such thing"));
        server.on("/broken", TestServer.answering(500, "oops"));
        server.on("/fine", TestServer.answering(304, ""));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/missing"))))
                .failed()
                .permanently("answered 404: no such thing");
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/broken"))))
                .failed()
                .failure(UnexpectedStatusException.class, "answered 500: oops");
        assertThat(
                        tasks.run(
                                new Request(),
                                Map.of("url", server.url("/fine"), "status", List.of(304))))
                .succeeded();
        assertThat(tasks.run(new Request(), Map.of("url", "mailto:ada@example.org")))
                .failed()
                .permanently("cannot send this request");
        assertThat(
                        tasks.run(
                                new Request(),
                                Map.of(
                                        "url",
                                        server.url("/fine"),
                                        "headers",
                                        Map.of("Content-Length", "3"))))
                .failed()
                .permanently("restricted header name");
    }

    @Test
    void asksOverHttpOnlyAlsoWhereItIsSentTo(TaskRunner tasks, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("file.txt"), "of this machine");
        for (String url :
                List.of(
                        file.toUri().toString(),
                        "jar:" + file.toUri() + "!/x",
                        "ftp://127.0.0.1/file.txt",
                        "//127.0.0.1/",
                        "http:///x")) {
            assertThat(tasks.run(new Request(), Map.of("url", url)))
                    .failed()
                    .permanently("cannot send this request");
        }
        server.on(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", file.toUri().toString());
                    TestServer.answer(exchange, 302, "elsewhere");
                });
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/"))))
                .failed()
                .failure(UnexpectedStatusException.class, "answered 302: elsewhere");
    }

    @Test
    void headersEndNoLine(TaskRunner tasks) {
        for (Map<String, String> headers :
                List.of(Map.of("X", "a\r\nX-Injected: b"), Map.of("X: a\r\nY", "b"))) {
            assertThat(tasks.run(new Request(), Map.of("url", server.url("/"), "headers", headers)))
                    .failed()
                    .permanently("cannot send this request");
        }
    }

    @Test
    void waitsAsLongAsTheServerAsks(TaskRunner tasks) {
        server.on("/seconds", busy(503, "7"));
        server.on("/date", busy(429, "Thu, 01 Jan 2026 00:01:30 GMT"));
        server.on("/past", busy(429, "Thu, 01 Jan 2015 00:00:00 GMT"));
        server.on("/never", busy(503, "99999999"));
        server.on("/silent", TestServer.answering(429, ""));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/seconds"))))
                .failed()
                .retryAfter(Duration.ofSeconds(7));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/date"))))
                .failed()
                .retryAfter(Duration.ofSeconds(90));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/past"))))
                .failed()
                .retryAfter(Duration.ZERO);
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/never"))))
                .failed()
                .retryAfter(Duration.ofHours(1));
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/silent"))))
                .failed()
                .failure(UnexpectedStatusException.class, "answered 429");
    }

    @Test
    void givesUpInTime(TaskRunner tasks) {
        server.on("/", exchange -> server.hang());
        server.on(
                "/half",
                exchange -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    server.hang();
                });
        for (String path : List.of("/", "/half")) {
            assertThat(
                            tasks.run(
                                    new Request(),
                                    Map.of("url", server.url(path), "timeout", "PT0.2S")))
                    .failed()
                    .failure(HttpTimeoutException.class, "no complete answer within PT0.2S");
        }
    }

    @Test
    void dropsTheRequestWhenCancelled(TaskRunner tasks) {
        server.on(
                "/",
                exchange -> {
                    tasks.cancel();
                    server.hang();
                });
        assertThat(tasks.run(new Request(), Map.of("url", server.url("/")))).cancelled();
    }

    private static HttpHandler busy(int status, String retryAfter) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            TestServer.answer(exchange, status, "");
        };
    }
}
