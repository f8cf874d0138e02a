package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.Concurrency;
import dev.gantry.spi.run.TaskLimit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

class TaskLimitApiTest {
    private static final String LIMITS = "/api/v1/tasks/files.cleanup/limits";
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
    void setsShowsAndDeletes() throws Exception {
        JsonNode none = gantry.get(LIMITS).json();
        assertTrue(none.path("maxRunning").isNull());
        assertTrue(none.path("rate").isNull());
        assertTrue(none.path("open").isNull());
        var made =
                gantry.put(
                        LIMITS,
                        "{\"maxRunning\":2,\"maxOpen\":9,\"rate\":{\"count\":5,\"per\":\"PT1M\"}}");
        assertEquals(201, made.status());
        assertEquals(new TaskLimit(2, 9, 5, Duration.ofMinutes(1)), gantry.limits.limit);
        assertEquals("PT1M", made.json().path("rate").path("per").stringValue());
        assertEquals(3, made.json().path("open").intValue());
        assertEquals(412, gantry.put(LIMITS, "{}", "If-Match", "\"7\"").status());
        assertEquals(200, gantry.put(LIMITS, "{\"rate\":{\"count\":5}}").status());
        assertEquals(Duration.ofSeconds(1), gantry.limits.limit.per());
        assertEquals(204, gantry.send("DELETE", LIMITS, null).status());
        assertEquals(404, gantry.send("DELETE", LIMITS, null).status());
        assertEquals(404, gantry.get("/api/v1/tasks/none/limits").status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"maxRunning":0}                     | leave it out for no limit
                    {"rate":{"per":"PT1S"}}              | is missing
                    {"rate":{"count":1,"per":"PT0S"}}    | per is from
                    """)
    void tellsWhatIsWrong(String body, String text) throws Exception {
        var reply = gantry.put(LIMITS, body);
        assertEquals(400, reply.status());
        assertTrue(reply.json().toString().contains(text), reply.json().toString());
    }

    @Test
    void aRunIsStartedWithAConcurrencyKey() throws Exception {
        String runs = "/api/v1/tasks/files.cleanup/runs";
        gantry.post(runs, "{\"params\":{},\"concurrency\":{\"key\":\"host-1\",\"limit\":3}}");
        assertEquals(new Concurrency("host-1", 3), gantry.runs.requests.getLast().concurrency());
        gantry.post(runs, "{\"params\":{},\"concurrency\":{\"key\":\"host-1\"}}");
        assertEquals(new Concurrency("host-1", 1), gantry.runs.requests.getLast().concurrency());
        assertEquals(
                400, gantry.post(runs, "{\"params\":{},\"concurrency\":{\"limit\":3}}").status());
    }
}
