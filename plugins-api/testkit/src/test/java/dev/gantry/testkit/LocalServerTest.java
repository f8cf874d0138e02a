package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

@GantryTest
class LocalServerTest {
    record Config(URI url) {}

    static final class Answers implements Detector<Config> {
        @Override
        public Verdict inspect(Config config, CheckContext context)
                throws IOException, InterruptedException {
            try (HttpClient http = HttpClient.newHttpClient()) {
                var request =
                        HttpRequest.newBuilder(config.url())
                                .timeout(Duration.ofMillis(300))
                                .header("X-Asked-By", "answers")
                                .build();
                var answer = http.send(request, BodyHandlers.ofString());
                return Verdict.of(answer.statusCode() == 200 ? Status.OK : Status.CRITICAL)
                        .because("answered %d", answer.statusCode())
                        .measured(
                                "retry.seconds",
                                answer.headers().firstValueAsLong("Retry-After").orElse(0));
            } catch (HttpTimeoutException | ConnectException e) {
                return Verdict.of(Status.CRITICAL).because("no answer: " + e.getMessage());
            }
        }
    }

    @Test
    void aDetectorLooksAtARealServer(DetectorRunner detectors, LocalServer server) {
        var config = Map.of("url", server.url("/health?deep=1"));
        assertThat(detectors.inspect(new Answers(), config)).critical().because("answered 404");

        server.answer("/health", 200, "fine");
        assertThat(detectors.inspect(new Answers(), config)).ok();

        server.answer(
                "/health",
                request -> LocalServer.Answer.of(503, "busy").header("Retry-After", "7"));
        assertThat(detectors.inspect(new Answers(), "{\"url\":\"" + server.url("/health") + "\"}"))
                .critical()
                .measured("retry.seconds", 7);

        var asked = server.requests();
        assertEquals(3, asked.size());
        assertEquals("GET /health?deep=1", asked.get(1).method() + " " + asked.get(1).target());
        assertEquals("answers", asked.get(1).headers().get("x-asked-by"));

        server.hang("/health");
        assertThat(detectors.inspect(new Answers(), config)).critical().because("no answer");
        server.close();
        assertThat(detectors.inspect(new Answers(), config)).critical().because("no answer");
    }

    @Test
    void whatHasNoBodyIsAnsweredAllTheSame(LocalServer server) throws Exception {
        server.answer("/page", 200, "four").answer("/none", 204, "not sent");
        server.answer(
                "/broken",
                request -> {
                    throw new AssertionError("asked by " + request.method());
                });
        try (HttpClient http = HttpClient.newHttpClient()) {
            var head = HttpRequest.newBuilder(server.url("/page")).HEAD().build();
            var answer = http.send(head, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            assertEquals(4, answer.headers().firstValueAsLong("Content-Length").orElse(0));
            var page = HttpRequest.newBuilder(server.url("/page")).build();
            assertEquals("four", http.send(page, BodyHandlers.ofString()).body());
            var none = HttpRequest.newBuilder(server.url("/none")).build();
            assertEquals(204, http.send(none, BodyHandlers.ofString()).statusCode());
            var broken =
                    http.send(
                            HttpRequest.newBuilder(server.url("/broken")).build(),
                            BodyHandlers.ofString());
            assertEquals(500, broken.statusCode());
            assertEquals("java.lang.AssertionError: asked by GET", broken.body());
        }
    }

    @Test
    void jsonIsCheckedAsParametersAre(DetectorRunner detectors) {
        assertThrows(IllegalArgumentException.class, () -> detectors.inspect(new Answers(), "[1]"));
        assertThrows(
                IllegalArgumentException.class, () -> detectors.inspect(new Answers(), "{\"a\""));
        assertThrows(
                IllegalArgumentException.class,
                () -> detectors.inspect(new Answers(), "{\"a\":1}"));
    }
}
