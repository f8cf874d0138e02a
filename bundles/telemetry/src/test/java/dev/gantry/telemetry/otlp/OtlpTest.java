package dev.gantry.telemetry.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.config.Settings;
import dev.gantry.telemetry.CapturedLog;
import dev.gantry.telemetry.Collector;
import dev.gantry.telemetry.otlp.OtlpSettings.Signal;
import dev.gantry.tls.Certificates;
import dev.gantry.tls.ReloadingTls;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Settings, headers and certificates of what goes out. */
class OtlpTest {
    private static final String BASE = "gantry.telemetry.otlp.";

    @TempDir Path home;

    private Settings settings(String... pairs) {
        Map<String, String> values = new HashMap<>();
        values.put("gantry.home", home.toString());
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return new Settings(values::get);
    }

    @Test
    void eachSignalHasItsPath() {
        for (String endpoint :
                List.of("http://c:4318", "http://c:4318/", "http://c:4318/v1/traces")) {
            OtlpSettings otlp = OtlpSettings.of(settings(OtlpSettings.ENDPOINT, endpoint));
            assertEquals("http://c:4318/v1/traces", otlp.target(Signal.TRACES).toString());
            assertEquals("http://c:4318/v1/logs", otlp.target(Signal.LOGS).toString());
            assertEquals("http://c:4318/v1/metrics", otlp.target(Signal.METRICS).toString());
        }
        assertEquals(
                "https://otlp.acme.example/x/v1/traces",
                OtlpSettings.of(settings(OtlpSettings.ENDPOINT, "https://otlp.acme.example/x/"))
                        .target(Signal.TRACES)
                        .toString());
    }

    @Test
    void tracesGoWhereThereIsAnAddressAndTheRestWhereItIsAskedFor() {
        String at = OtlpSettings.ENDPOINT;
        String c = "http://c:4318";
        assertTrue(OtlpSettings.on(Signal.TRACES, settings(at, c)));
        assertFalse(OtlpSettings.on(Signal.LOGS, settings(at, c)));
        assertTrue(OtlpSettings.on(Signal.LOGS, settings(at, c, BASE + "logs", "true")));
        assertFalse(OtlpSettings.on(Signal.TRACES, settings(at, c, BASE + "traces", "false")));
        assertFalse(OtlpSettings.on(Signal.TRACES, settings()));
        assertFalse(OtlpSettings.on(Signal.LOGS, settings(BASE + "logs", "true")));
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint, 127.0.0.1:4318, got 127.0.0.1:4318",
        "endpoint, localhost, got localhost",
        "endpoint, ftp://c:21, got ftp://c:21",
        "endpoint, http://a b, got http://a b",
        "headers, nonsense, expected name=value",
        "headers, a b=c, expected name=value",
        "compression, zip, expected gzip or none",
        "timeout, PT0S, more than PT0S",
        "tls.key, key.pem, go together",
        "tls.ca, none.pem, none.pem"
    })
    void whatIsWrongIsTold(String key, String value, String told) {
        var refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> OtlpSettings.of(settings(BASE + key, value)).certificates());
        assertTrue(refused.getMessage().contains(told), refused.getMessage());
        assertFalse(refused.getMessage().contains("null"), refused.getMessage());
    }

    @Test
    void whoSendsIsNamedByTheConventions() {
        var resource =
                Origin.of(
                                settings(
                                        "gantry.node.name",
                                        "n1",
                                        "gantry.version",
                                        "1.2.3",
                                        "gantry.telemetry.environment",
                                        "staging"))
                        .resource();
        assertEquals("gantry", resource.getAttribute(AttributeKey.stringKey("service.name")));
        assertEquals("1.2.3", resource.getAttribute(AttributeKey.stringKey("service.version")));
        assertEquals("n1", resource.getAttribute(AttributeKey.stringKey("service.instance.id")));
        assertEquals(
                "staging",
                resource.getAttribute(AttributeKey.stringKey("deployment.environment.name")));
        assertEquals(
                ProcessHandle.current().pid(),
                resource.getAttribute(AttributeKey.longKey("process.pid")));
        assertFalse(resource.getAttribute(AttributeKey.stringKey("host.name")).isBlank());
        String id = Origin.instance(settings());
        assertEquals(36, id.length());
        assertEquals(id, Origin.instance(settings()), "the same after a restart");
    }

    private static boolean sends(OtlpSettings settings) {
        var exporter = OtlpHttp.metrics(settings);
        try {
            return exporter.export(List.<MetricData>of()).join(5, TimeUnit.SECONDS).isSuccess();
        } finally {
            exporter.shutdown();
        }
    }

    @Test
    void headersAndCompressionGoAlong() throws Exception {
        try (var collector = Collector.open()) {
            assertTrue(
                    sends(
                            OtlpSettings.of(
                                    settings(
                                            OtlpSettings.ENDPOINT,
                                            collector.address(),
                                            BASE + "headers",
                                            "authorization=Bearer xyz==, x-tenant=7"))));
            var headers = collector.headers().getFirst();
            assertEquals("Bearer xyz==", headers.getFirst("authorization"));
            assertEquals("7", headers.getFirst("x-tenant"));
            assertEquals("gzip", headers.getFirst("Content-Encoding"));
        }
    }

    @Test
    void bothSidesShowCertificatesWhichAreReadAgainWhenTheyChange() throws Exception {
        Certificates server = Certificates.make(home, "server", "EC");
        Certificates client = Certificates.make(home, "client", "RSA");
        Certificates other = Certificates.make(home, "other", "EC");
        Path certificate = home.resolve("own.pem");
        Path key = home.resolve("own-key.pem");
        Files.copy(other.certificate(), certificate);
        Files.copy(other.key(), key);
        try (var collector = Collector.secure(server.trusting(client));
                var log = new CapturedLog(ReloadingTls.class)) {
            OtlpSettings otlp =
                    OtlpSettings.of(
                            settings(
                                    OtlpSettings.ENDPOINT,
                                    collector.address(),
                                    BASE + "tls.ca",
                                    server.certificate().toString(),
                                    BASE + "tls.certificate",
                                    certificate.toString(),
                                    BASE + "tls.key",
                                    key.toString()));
            var exporter = OtlpHttp.metrics(otlp);
            try {
                assertFalse(
                        exporter.export(List.<MetricData>of())
                                .join(5, TimeUnit.SECONDS)
                                .isSuccess(),
                        "a client that the server does not trust");
                replace(client.certificate(), certificate, 1);
                replace(client.key(), key, 1);
                assertTrue(
                        exporter.export(List.<MetricData>of())
                                .join(5, TimeUnit.SECONDS)
                                .isSuccess());
                log.await("The certificates for telemetry were read again");
            } finally {
                exporter.shutdown();
            }
            assertFalse(
                    sends(OtlpSettings.of(settings(OtlpSettings.ENDPOINT, collector.address()))));
        }
    }

    private static void replace(Path from, Path to, int seconds) throws Exception {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        FileTime now = Files.getLastModifiedTime(to);
        Files.setLastModifiedTime(to, FileTime.fromMillis(now.toMillis() + seconds * 1000L));
    }
}
