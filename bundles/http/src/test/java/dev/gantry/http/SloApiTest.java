package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloKind;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.slo.SloSeverity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class SloApiTest {
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
        gantry.slos.all.add(
                new Slo(
                        new Objective(
                                "mail-quick",
                                "mail.*",
                                SloKind.LATENCY,
                                Duration.ofMillis(2500),
                                new BigDecimal("99.9"),
                                Duration.ofDays(30),
                                10,
                                "conf/slos/mail.yaml"),
                        997,
                        1000,
                        Fakes.NOW,
                        -2,
                        List.of(
                                new Slo.BurnRate(Duration.ofMinutes(5), 100, 30),
                                new Slo.BurnRate(Duration.ofDays(3), 1000, 3)),
                        List.of(
                                new Slo.Alert(SloSeverity.PAGE, true, Fakes.NOW),
                                new Slo.Alert(SloSeverity.TICKET, false, null))));
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void tellsHowAnObjectiveIsMet() throws Exception {
        JsonNode slo = gantry.get("/api/v1/slos/mail-quick").json();
        assertEquals("latency", slo.path("kind").stringValue());
        assertEquals("PT2.5S", slo.path("threshold").stringValue());
        assertEquals("99.9", slo.path("objective").toString());
        assertEquals("P30D", slo.path("window").stringValue());
        assertEquals(997, slo.path("good").longValue());
        assertEquals(-2, slo.path("budgetRemaining").doubleValue());
        assertEquals("PT5M", slo.at("/burnRates/0/window").stringValue());
        assertEquals("P3D", slo.at("/burnRates/1/window").stringValue());
        assertEquals(30, slo.at("/burnRates/0/rate").doubleValue());
        assertEquals("page", slo.at("/alerts/0/severity").stringValue());
        assertTrue(slo.at("/alerts/0/firing").booleanValue());
        assertFalse(slo.at("/alerts/1/firing").booleanValue());
        assertTrue(slo.at("/alerts/1/since").isNull());
    }

    @Test
    void listsThemWithTheProblemsOfTheirFiles() throws Exception {
        gantry.slos.problems.add(new SloProblem("conf/slos/x.yaml", "line 2: no"));
        JsonNode list = gantry.get("/api/v1/slos").json();
        assertEquals("mail-quick", list.at("/items/0/id").stringValue());
        assertEquals("conf/slos/x.yaml", list.at("/problems/0/file").stringValue());
        assertTrue(list.path("next").isNull());
    }

    @Test
    void handsOutRulesAndTheirTestAsYaml() throws Exception {
        TestGantry.Reply all = gantry.get("/api/v1/slos/rules");
        assertEquals(200, all.status());
        assertEquals("application/yaml", all.header("Content-Type"));
        assertEquals("groups: []\n", all.text());
        assertTrue(gantry.get("/api/v1/slos/mail-quick/rules").text().contains("# mail-quick"));
        assertTrue(gantry.get("/api/v1/slos/mail-quick/tests").text().contains("tests:"));
    }

    @Test
    void saysThatThereIsNone() throws Exception {
        for (String path : List.of("/nope", "/nope/rules", "/nope/tests")) {
            assertEquals(404, gantry.get("/api/v1/slos" + path).status());
        }
    }
}
