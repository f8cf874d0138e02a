package dev.gantry.sample.web;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

@GantryTest
@Timeout(60)
class EndpointTest {
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
    void saysThatAllIsWell(DetectorRunner detectors) {
        server.on("/", TestServer.answering(200, "status: up"));
        assertThat(detectors.inspect(new Endpoint(), Map.of("url", server.url("/"))))
                .ok()
                .because("answered 200 in 0 ms")
                .measured("latency.seconds", 0)
                .unmeasured("certificate.days");
    }

    @Test
    void judgesLatency(DetectorRunner detectors) {
        server.on(
                "/",
                exchange -> {
                    detectors.clock().advance("PT2S");
                    TestServer.answer(exchange, 200, "");
                });
        assertThat(detectors.inspect(new Endpoint(), Map.of("url", server.url("/"))))
                .warn()
                .because("answered in 2.0 s, slower than 1.0 s")
                .measured("latency.seconds", 2);
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", server.url("/"), "criticalAfter", "PT1.5S")))
                .critical()
                .because("slower than 1.5 s");
    }

    @Test
    void theWorstReasonComesFirst(DetectorRunner detectors) {
        server.on(
                "/",
                exchange -> {
                    detectors.clock().advance("PT2S");
                    TestServer.answer(exchange, 500, "");
                });
        var look = detectors.inspect(new Endpoint(), Map.of("url", server.url("/")));
        assertThat(look).critical();
        assertEquals(
                List.of("status is 500, expected 200", "answered in 2.0 s, slower than 1.0 s"),
                look.verdict().reasons());
    }

    @Test
    void knowsSeveralGoodStatusCodes(DetectorRunner detectors) {
        server.on("/gone", TestServer.answering(410, ""));
        server.on("/lost", TestServer.answering(404, ""));
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", server.url("/gone"), "status", List.of(200, 410))))
                .ok();
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", server.url("/lost"), "status", List.of(410, 200))))
                .critical()
                .firstBecause("status is 404, expected one of [200, 410]");
    }

    @Test
    void looksIntoTheBody(DetectorRunner detectors) {
        server.on("/", TestServer.answering(200, "queue: 17 waiting"));
        var config = new HashMap<String, Object>();
        config.put("url", server.url("/"));
        config.put("contains", "queue");
        config.put("pattern", "\\b\\d{1,2} waiting");
        assertThat(detectors.inspect(new Endpoint(), config)).ok();
        config.put("contains", "Queue");
        config.put("pattern", "^0 waiting");
        assertThat(detectors.inspect(new Endpoint(), config))
                .critical()
                .because("body does not contain \"Queue\"")
                .because("nothing in the body matches ^0 waiting");
    }

    @Test
    void followsRedirectsUnlessTold(DetectorRunner detectors) {
        server.on("/new", TestServer.answering(200, ""));
        server.on(
                "/old",
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/new");
                    TestServer.answer(exchange, 302, "");
                });
        assertThat(detectors.inspect(new Endpoint(), Map.of("url", server.url("/old")))).ok();
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", server.url("/old"), "followRedirects", false)))
                .critical()
                .because("status is 302");
    }

    @Test
    void sendsHeadersAndTrace(DetectorRunner detectors) {
        server.on(
                "/",
                exchange -> {
                    var headers = exchange.getRequestHeaders();
                    boolean right =
                            "secret".equals(headers.getFirst("X-Key"))
                                    && headers.getFirst("traceparent").startsWith("00-0af76519");
                    TestServer.answer(exchange, right ? 200 : 403, "");
                });
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of(
                                        "url",
                                        server.url("/"),
                                        "headers",
                                        Map.of("X-Key", "secret"))))
                .ok();
    }

    @Test
    void whoDoesNotAnswerIsCritical(DetectorRunner detectors) throws IOException {
        server.on("/", exchange -> server.hang());
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", server.url("/"), "timeout", "PT0.2S")))
                .critical()
                .because("no answer from 127.0.0.1:")
                .because("within 200 ms");

        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var nobody = URI.create("http://127.0.0.1:" + port + "/");
        assertThat(detectors.inspect(new Endpoint(), Map.of("url", nobody)))
                .critical()
                .because("cannot connect to 127.0.0.1:%d: ".formatted(port))
                .unmeasured("latency.seconds");
    }

    @Test
    void anUnknownNameIsCritical(DetectorRunner detectors) {
        assertThat(
                        detectors.inspect(
                                new Endpoint(),
                                Map.of("url", "http://no-such-host.invalid/", "timeout", "PT30S")))
                .critical()
                .because("cannot connect to no-such-host.invalid: its name does not resolve");
    }

    @Test
    void aWrongConfigurationSaysNothingOfTheTarget(DetectorRunner detectors) {
        assertThat(detectors.inspect(new Endpoint(), Map.of("url", "ftp://127.0.0.1/")))
                .error(IllegalArgumentException.class);
        assertThat(
                        detectors.inspect(
                                new Endpoint(), Map.of("url", server.url("/"), "pattern", "(")))
                .error(IllegalArgumentException.class);
    }

    @Test
    void judgesTheCertificate(DetectorRunner detectors, @TempDir Path dir) throws Exception {
        var certificate = SelfSigned.make(dir);
        try (var secure = TestServer.https(certificate.tls())) {
            secure.on("/", TestServer.answering(200, "hello"));
            var config = Map.of("url", secure.url("/"), "trusted", certificate.pem());

            detectors.clock().set(certificate.expires().minus(Duration.ofDays(20)));
            assertThat(detectors.inspect(new Endpoint(), config))
                    .ok()
                    .because("certificate holds for 20 days")
                    .measured("certificate.days", 20);

            detectors.clock().set(certificate.expires().minus(Duration.ofDays(3)));
            assertThat(detectors.inspect(new Endpoint(), config))
                    .warn()
                    .because("certificate expires in 3 days, less than 14")
                    .measured("certificate.days", 3);

            detectors.clock().set(certificate.expires().plus(Duration.ofDays(2)));
            assertThat(detectors.inspect(new Endpoint(), config))
                    .critical()
                    .because("certificate expired 2 days ago");
        }
    }

    @Test
    void tellsTheExpiryAlsoOfACertificateItRefuses(DetectorRunner detectors, @TempDir Path dir)
            throws Exception {
        var certificate = SelfSigned.make(dir);
        try (var secure = TestServer.https(certificate.tls())) {
            secure.on("/", TestServer.answering(200, "hello"));
            detectors.clock().set(certificate.expires().minus(Duration.ofDays(3)));
            assertThat(detectors.inspect(new Endpoint(), Map.of("url", secure.url("/"))))
                    .critical()
                    .firstBecause("no secure connection to 127.0.0.1:")
                    .because("certificate expires in 3 days")
                    .measured("certificate.days", 3)
                    .unmeasured("latency.seconds");
        }
    }
}
