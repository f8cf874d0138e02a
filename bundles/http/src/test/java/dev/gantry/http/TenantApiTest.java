package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.TenantQuota;

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

class TenantApiTest {
    private static final String BLUE = "/api/v1/tenants/blue";
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
    void showsWhatIsInForceAlsoWithoutAQuotaOfItsOwn() throws Exception {
        JsonNode blue = gantry.get(BLUE).json();
        assertEquals("blue", blue.path("name").stringValue());
        assertFalse(blue.path("own").booleanValue());
        assertEquals(1, blue.path("weight").intValue());
        assertTrue(blue.path("maxRunning").isNull());
        assertTrue(blue.path("maxOpen").isNull());
        assertTrue(blue.path("rate").isNull());
        assertEquals(1, blue.path("running").intValue());
        assertEquals(2, blue.path("open").intValue());
        assertEquals(3, blue.path("refused").intValue());
    }

    @Test
    void setsReplacesAndDeletes() throws Exception {
        var made =
                gantry.put(
                        BLUE,
                        "{\"weight\":3,\"maxRunning\":4,\"maxOpen\":500,"
                                + "\"rate\":{\"perSecond\":2.5,\"burst\":10}}");
        assertEquals(201, made.status());
        assertEquals("\"1\"", made.header("ETag"));
        assertEquals(2.5, made.json().path("rate").path("perSecond").doubleValue());
        assertEquals(new TenantQuota(3, 4, 500, 2.5, 10), gantry.tenants.find("blue").quota());
        var others = gantry.put("/api/v1/tenants/*", "{\"rate\":{\"perSecond\":7}}");
        assertEquals(7, others.json().path("rate").path("burst").intValue());
        JsonNode list = gantry.get("/api/v1/tenants?limit=1").json();
        assertEquals("*", list.path("items").path(0).path("name").stringValue());
        assertEquals("*", list.path("next").stringValue());
        assertEquals(200, gantry.put(BLUE, "{}").status());
        assertEquals(TenantQuota.NONE, gantry.tenants.find("blue").quota());
        assertEquals(204, gantry.send("DELETE", BLUE, null).status());
        assertEquals(404, gantry.send("DELETE", BLUE, null).status());
    }

    @Test
    void changesDependOnTheVersionThatTheCallerSaw() throws Exception {
        assertEquals(412, gantry.put(BLUE, "{}", "If-Match", "\"1\"").status());
        assertEquals(201, gantry.put(BLUE, "{}", "If-None-Match", "*").status());
        assertEquals(412, gantry.put(BLUE, "{}", "If-None-Match", "*").status());
        assertEquals(200, gantry.put(BLUE, "{}", "If-Match", "\"1\"").status());
        assertEquals(412, gantry.send("DELETE", BLUE, null, "If-Match", "\"1\"").status());
        assertEquals(304, gantry.get(BLUE, "If-None-Match", "\"2\"").status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"weight":0}                          | weight is from 1 to 1000
                    {"maxRunning":0}                      | leave it out for no limit
                    {"maxOpen":-1}                        | leave it out for no limit
                    {"rate":{"burst":3}}                  | is missing
                    {"rate":{"perSecond":"x"}}            | expected a number
                    {"rate":{"perSecond":-1}}             | rate is from 0.001
                    {"maxRuns":1}                         | unknown member maxRuns
                    """)
    void tellsWhatIsWrong(String body, String text) throws Exception {
        var reply = gantry.put(BLUE, body);
        assertEquals(400, reply.status());
        assertTrue(reply.json().toString().contains(text), reply.json().toString());
    }

    @ParameterizedTest
    @CsvSource({"PT0.2S, 1", "PT1S, 1", "PT1.001S, 2", "PT30S, 30"})
    void aRefusalSaysWhenToTryAgain(Duration after, String seconds) throws Exception {
        gantry.runs.failure = new GantryException(GantryException.Code.OVERLOADED, "Full.", after);
        var full = gantry.post("/api/v1/tasks/files.cleanup/runs", "{}");
        assertEquals(429, full.status());
        assertEquals(seconds, full.header("Retry-After"));
        assertTrue(full.json().path("retryable").booleanValue());
    }
}
