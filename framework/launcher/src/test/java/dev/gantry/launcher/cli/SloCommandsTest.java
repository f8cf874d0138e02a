package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(30)
class SloCommandsTest {
    private static final String SLO =
            "{\"id\":\"mail-quick\",\"task\":\"mail.*\",\"kind\":\"latency\",\"threshold\":\"PT2.5S\","
                    + "\"objective\":99.9,\"window\":\"P30D\",\"minimum\":10,"
                    + "\"file\":\"conf/slos/mail.yaml\",\"good\":997,\"total\":1000,\"since\":null,"
                    + "\"budgetRemaining\":-2.0,"
                    + "\"burnRates\":[{\"window\":\"PT5M\",\"total\":100,\"rate\":30.004}],"
                    + "\"alerts\":[{\"severity\":\"page\",\"firing\":true,"
                    + "\"since\":\"2026-03-01T10:00:00Z\"},"
                    + "{\"severity\":\"ticket\",\"firing\":false,\"since\":null}]}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void listsObjectivesAndProblems() {
        gantry.on(
                "GET /api/v1/slos",
                200,
                "{\"items\":["
                        + SLO
                        + "],\"problems\":[{\"file\":\"conf/slos/x.yaml\",\"problem\":\"conf/slos/x.yaml, line"
                        + " 2: no\"}],\"next\":null}");
        String list = gantry.run("slo", "list").out();
        assertTrue(list.contains("99.9 % within PT2.5S in P30D"), list);
        assertTrue(list.contains("-200.0 %"), list);
        assertTrue(list.contains("page"), list);
        assertTrue(list.contains("Not in force: conf/slos/x.yaml, line 2: no"), list);
    }

    @Test
    void showsOne() {
        gantry.on("GET /api/v1/slos/mail-quick", 200, SLO);
        String shown = gantry.run("slo", "show", "mail-quick").out();
        assertTrue(shown.contains("997 of 1000"), shown);
        assertTrue(shown.contains("firing since 2026-03-01T10:00:00Z"), shown);
        assertTrue(shown.contains("PT5M    100      30.0"), shown);
        assertEquals(ExitCode.NOT_FOUND, gantry.run("slo", "show", "nope").code());
    }

    @Test
    void printsTheRules() {
        gantry.on("GET /api/v1/slos/rules", 200, "groups: []\n");
        assertEquals("groups: []\n", gantry.run("slo", "rules").out());
    }

    @Test
    void writesRulesAndTestsAndTakesOldOnesAway() throws IOException {
        Path out = folder.resolve("rules");
        Files.createDirectories(out);
        Path gone = Files.writeString(out.resolve("gantry-slo-gone.rules.yaml"), "old");
        Path foreign = Files.writeString(out.resolve("other.rules.yaml"), "mine");
        gantry.on("GET /api/v1/slos", 200, "{\"items\":[" + SLO + "],\"problems\":[]}");
        gantry.on("GET /api/v1/slos/mail-quick/rules", 200, "groups: []\n");
        gantry.on("GET /api/v1/slos/mail-quick/tests", 200, "tests: []\n");
        assertEquals(0, gantry.run("slo", "rules", "--out", out.toString()).code());
        assertEquals(
                "groups: []\n", Files.readString(out.resolve("gantry-slo-mail-quick.rules.yaml")));
        assertEquals(
                "tests: []\n", Files.readString(out.resolve("gantry-slo-mail-quick.test.yaml")));
        assertFalse(Files.exists(gone));
        assertTrue(Files.exists(foreign));
    }
}
