package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Carried;
import dev.gantry.spi.trace.Sampling;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class TelemetryApiTest {
    private static final String RUNS = "/api/v1/tasks/files.cleanup/runs";
    private static final String TELEMETRY = "/api/v1/telemetry";
    private static final String LEVELS = TELEMETRY + "/levels";

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
    void samplingIsShownChangedAndReset() throws Exception {
        var shown = gantry.get(TELEMETRY).json().path("traces");
        assertEquals("configuration", shown.path("source").stringValue());
        assertEquals(1234.6, shown.path("offeredPerSecond").doubleValue());
        var changed = gantry.put(TELEMETRY, "{\"traces\":{\"target\":200}}");
        assertEquals(200, changed.status());
        assertEquals(new Sampling.Rule(200, Duration.ofSeconds(10)), gantry.telemetry.rule);
        gantry.put(TELEMETRY, "{\"traces\":{\"slow\":\"PT1S\"}}");
        assertEquals(new Sampling.Rule(200, Duration.ofSeconds(1)), gantry.telemetry.rule);
        var reset = gantry.send("DELETE", TELEMETRY, null).json().path("traces");
        assertEquals(0, reset.path("target").doubleValue());
        assertEquals("PT10S", reset.path("slow").stringValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"traces":{"target":-1}}        | 0.1 to 1000000
                    {"traces":{"target":2000000}}   | 0.1 to 1000000
                    {"traces":{"target":"all"}}     | expected a number
                    {"traces":{"slow":"10"}}        | ISO-8601
                    {"traces":{"share":1}}          | known
                    """)
    void tellsWhatIsWrong(String body, String text) throws Exception {
        var reply = gantry.put(TELEMETRY, body);
        assertEquals(400, reply.status());
        assertTrue(reply.text().contains(text), reply.text());
    }

    @Test
    void levelsOfLoggersAndPlugins() throws Exception {
        gantry.put(LEVELS + "/dev.gantry.engine", "{\"level\":\"debug\"}");
        var set = gantry.put("/api/v1/plugins/acme.files/level", "{\"level\":\"off\"}");
        assertEquals(
                "{\"loggers\":{\"dev.gantry.engine\":\"debug\"},"
                        + "\"plugins\":{\"acme.files\":\"off\"}}",
                set.text());
        gantry.send("DELETE", LEVELS + "/dev.gantry.engine", null);
        gantry.send("DELETE", "/api/v1/plugins/acme.files/level", null);
        assertEquals("{\"loggers\":{},\"plugins\":{}}", gantry.get(LEVELS).text());
        assertEquals(404, gantry.put("/api/v1/plugins/none/level", "{\"level\":\"off\"}").status());
        assertEquals(400, gantry.put(LEVELS + "/x", "{\"level\":\"loud\"}").status());
        assertEquals(400, gantry.put(LEVELS + "/x", "{}").status());
    }

    @Test
    void whatTheCallerSendsAlongGoesWithTheRun() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        gantry.post(
                RUNS,
                "{}",
                "traceparent",
                trace,
                "tracestate",
                "a=b",
                "tracestate",
                "c=d",
                "baggage",
                "user=7",
                "baggage",
                "bad,region=eu");
        assertEquals(
                new Carried("a=b,c=d", "user=7,region=eu", List.of()),
                gantry.runs.requests.getLast().carried());
        gantry.post(RUNS, "{}", "tracestate", "a=b", "baggage", "user=7");
        assertEquals(
                new Carried("", "user=7", List.of()), gantry.runs.requests.getLast().carried());
        gantry.post(RUNS, "{}");
        assertEquals(Carried.NONE, gantry.runs.requests.getLast().carried());
    }
}
