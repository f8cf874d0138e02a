package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.resilience.TargetSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class TargetApiTest {
    private static final String CRM = "/api/v1/targets/crm";

    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws Exception {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void saysHowATargetIsSparedAndHowItIs() throws Exception {
        var made =
                gantry.put(
                        CRM,
                        """
                        {"failures": 0.2, "calls": 10, "period": "PT1M", "delay": "5s", "trials": 2,
                         "rate": 7, "per": "PT2S", "concurrent": 3, "wait": "PT0S"}
                        """);
        assertEquals(201, made.status(), made.text());
        assertEquals("\"1\"", made.header("ETag"));
        assertEquals(
                new TargetSpec(
                        0.2,
                        10,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        2,
                        7,
                        Duration.ofSeconds(2),
                        3,
                        Duration.ZERO),
                gantry.targets.all.get("crm").spec());
        JsonNode target = gantry.get(CRM).json();
        assertEquals("open", target.path("state").stringValue());
        assertEquals(12, target.path("failed").intValue());
        assertEquals(7, target.path("rejected").intValue());
        assertTrue(target.path("until").isString());
        assertEquals(1, gantry.get("/api/v1/targets").json().path("items").size());
        JsonNode reset = gantry.post(CRM + "/reset", "").json();
        assertEquals("closed", reset.path("state").stringValue());
        assertEquals(200, gantry.put(CRM, "{}").status());
        assertEquals(TargetSpec.DEFAULT, gantry.targets.all.get("crm").spec());
        assertEquals(412, gantry.send("PUT", CRM, "{}", "If-Match", "\"1\"").status());
        assertEquals(204, gantry.send("DELETE", CRM, null).status());
        assertEquals(404, gantry.get(CRM).status());
        assertEquals(404, gantry.post(CRM + "/reset", "").status());
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        for (String wrong :
                List.of(
                        "{\"failures\":1.5}",
                        "{\"calls\":0}",
                        "{\"trials\":0}",
                        "{\"rate\":-1}",
                        "{\"per\":\"PT0S\"}",
                        "{\"delay\":\"P2D\"}",
                        "{\"failure\":0.5}")) {
            assertEquals(400, gantry.put(CRM, wrong).status(), wrong);
        }
        assertTrue(gantry.targets.all.isEmpty());
    }
}
