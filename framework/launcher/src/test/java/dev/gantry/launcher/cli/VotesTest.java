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
import java.nio.file.Path;
import java.util.List;

@Timeout(30)
class VotesTest {
    private static final String OWN =
            "{\"voter\":\"detector\",\"by\":\"\",\"status\":\"ok\",\"reasons\":[\"it answers\"],"
                    + "\"measure\":null,\"seen\":null,\"expected\":null}";
    private static final String SLOW =
            "{\"voter\":\"threshold\",\"by\":\"latency.seconds: warn > 300 ms\",\"status\":\"warn\","
                    + "\"reasons\":[\"latency.seconds 412 ms, warn > 300 ms\"],"
                    + "\"measure\":\"latency.seconds\",\"seen\":0.412,"
                    + "\"expected\":{\"low\":null,\"high\":0.3}}";
    private static final String VERDICT =
            "{\"status\":\"warn\",\"took\":\"PT0.1S\",\"votes\":[" + SLOW + "," + OWN + "]}";

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

    private static void assertVotes(String out) {
        List<String> lines = out.lines().toList();
        List<String> votes = lines.subList(lines.size() - 3, lines.size());
        assertEquals("", lines.get(lines.size() - 4));
        assertTrue(votes.getFirst().matches("VOTE +VOTER +SEEN +EXPECTED +WHY"), out);
        assertTrue(
                votes.get(1)
                        .matches(
                                "warn +threshold latency.seconds: warn > 300 ms +0.412 +up to 0.3"
                                        + " +latency.seconds 412 ms, warn > 300 ms"),
                out);
        assertTrue(votes.get(2).matches("ok +detector +\\S +\\S +it answers"), out);
    }

    @Test
    void areToldOfACheckOfALookAndOfAFinding() {
        gantry.on(
                        "GET /api/v1/checks/web",
                        200,
                        "{\"id\":\"web\",\"status\":\"warn\",\"last\":" + VERDICT + "}")
                .on("POST /api/v1/checks/web/run?wait=PT30S", 200, VERDICT)
                .on("GET /api/v1/findings/f1", 200, VERDICT);
        assertVotes(gantry.run("check", "show", "web").out());
        assertVotes(gantry.run("check", "run", "web").out());
        assertVotes(gantry.run("finding", "show", "f1").out());
    }

    @Test
    void theDetectorAloneIsToldByItsReasons() {
        gantry.on(
                "GET /api/v1/checks/web",
                200,
                "{\"id\":\"web\",\"last\":{\"reasons\":[\"it answers\"],\"votes\":[" + OWN + "]}}");
        String out = gantry.run("check", "show", "web").out();
        assertTrue(out.contains("it answers"), out);
        assertFalse(out.contains("VOTER"), out);
    }
}
