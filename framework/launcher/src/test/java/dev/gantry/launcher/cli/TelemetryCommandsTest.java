package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.launcher.cli.FakeGantry.Ended;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class TelemetryCommandsTest {
    private static final String TELEMETRY =
            "{\"traces\":{\"endpoint\":null,\"target\":200.0,\"slow\":\"PT10S\","
                    + "\"source\":\"api\",\"offeredPerSecond\":4000.0,\"keptPerSecond\":201.3,"
                    + "\"share\":0.05,\"waiting\":12}}";
    private static final String LEVELS =
            "{\"loggers\":{\"dev.gantry.engine\":\"debug\"},\"plugins\":{\"acme.files\":\"off\"}}";

    @TempDir Path folder;
    private FakeGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new FakeGantry(folder);
        gantry.on("GET /api/v1/telemetry", 200, TELEMETRY)
                .on("PUT /api/v1/telemetry", 200, TELEMETRY)
                .on("DELETE /api/v1/telemetry", 200, TELEMETRY)
                .on("GET /api/v1/telemetry/levels", 200, "{\"loggers\":{},\"plugins\":{}}")
                .on("PUT /api/v1/telemetry/levels/dev.gantry.engine", 200, LEVELS)
                .on("DELETE /api/v1/telemetry/levels/dev.gantry.engine", 200, LEVELS)
                .on("PUT /api/v1/plugins/acme.files/level", 200, LEVELS);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void showsSetsAndResets() {
        String show = gantry.run("telemetry", "show").out();
        for (String text :
                new String[] {"nowhere", "200.0 spans a second", "201.3 of 4000.0", "PT10S"}) {
            assertTrue(show.contains(text), show);
        }
        gantry.run("telemetry", "set", "--target", "200", "--slow", "30s");
        assertEquals(
                "PUT /api/v1/telemetry {\"traces\":{\"target\":200.0,\"slow\":\"PT30S\"}}",
                gantry.requests().getLast());
        gantry.run("telemetry", "set", "--target", "all");
        assertEquals(
                "PUT /api/v1/telemetry {\"traces\":{\"target\":0.0}}", gantry.requests().getLast());
        gantry.run("telemetry", "reset");
        assertEquals("DELETE /api/v1/telemetry", gantry.requests().getLast());
        assertEquals(ExitCode.USAGE, gantry.run("telemetry", "set").code());
        assertEquals(ExitCode.USAGE, gantry.run("telemetry", "set", "--target", "x").code());
    }

    @Test
    void setsLevels() {
        assertEquals(new Ended(0, "No level was set.\n", ""), gantry.run("telemetry", "levels"));
        assertEquals(
                new Ended(0, "logger dev.gantry.engine debug\nplugin acme.files off\n", ""),
                gantry.run("telemetry", "level", "dev.gantry.engine", "debug"));
        assertEquals(
                "PUT /api/v1/telemetry/levels/dev.gantry.engine {\"level\":\"debug\"}",
                gantry.requests().getLast());
        gantry.run("telemetry", "level", "dev.gantry.engine", "none");
        assertEquals(
                "DELETE /api/v1/telemetry/levels/dev.gantry.engine", gantry.requests().getLast());
        gantry.run("plugin", "log-level", "acme.files", "off");
        assertEquals(
                "PUT /api/v1/plugins/acme.files/level {\"level\":\"off\"}",
                gantry.requests().getLast());
    }
}
