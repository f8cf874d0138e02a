package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.StoredNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs of which another node has the log. */
class RunNodeApiTest {
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
    void tellsWhichNodeHasARunAndItsLines() throws Exception {
        gantry.post("/api/v1/tasks/files.cleanup/runs", "{}");
        String run = "/api/v1/runs/01run00000001";
        assertTrue(gantry.get(run).json().path("node").isNull());
        for (String name : List.of("one", "two")) {
            gantry.nodes.nodes.add(
                    new StoredNode(
                            gantry.nodes.nodes.size() + 1,
                            name,
                            "http://" + name + ":8181",
                            1,
                            1,
                            2,
                            false,
                            new NodeStatus(1, 1, 0)));
        }
        gantry.nodes.owner = 1;
        assertEquals("one", gantry.get(run).json().path("node").stringValue());
        assertTrue(gantry.get(run + "/logs").json().path("elsewhere").isNull());
        gantry.nodes.owner = 2;
        assertEquals("two", gantry.get(run).json().path("node").stringValue());
        String message =
                "What the run logs now, or logged last, is on node two; ask there at"
                        + " http://two:8181";
        assertEquals(
                message, gantry.get(run + "/logs").json().at("/elsewhere/message").stringValue());
        try (EventReader reader = gantry.events(run + "/logs")) {
            EventReader.Item elsewhere = reader.next();
            assertEquals("elsewhere", elsewhere.name());
            gantry.openApi.checkSchema("LogElsewhere", elsewhere.json());
            gantry.runs.finish("01run00000001");
            assertEquals("end", reader.next().name());
        }
    }
}
