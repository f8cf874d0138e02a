package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class PanelCommandsTest {
    @TempDir Path folder;

    @Test
    void listsPanelsAndAsksThem() throws IOException {
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.on(
                            "GET /api/v1/panels?limit=1000",
                            200,
                            "{\"items\":[{\"id\":\"disk\",\"plugin\":{\"id\":\"acme.disk\","
                                    + "\"version\":\"1.0.0\"},\"title\":\"Room\",\"place\":\"overview\","
                                    + "\"refresh\":\"PT5S\"}],\"next\":null}")
                    .on(
                            "GET /api/v1/panels/acme.disk/disk/data?query=%7B%22hours%22%3A6%7D",
                            200, "{\"used\":5}");
            String list = gantry.run("panel", "list").out();
            assertTrue(list.contains("acme.disk/disk"), list);
            assertTrue(list.contains("overview"), list);
            String data = gantry.run("panel", "data", "acme.disk/disk", "-p", "hours=6").out();
            assertEquals("{\"used\":5}", data.replaceAll("\\s", ""));
            var wrong = gantry.run("panel", "data", "disk");
            assertEquals(ExitCode.USAGE, wrong.code());
            assertTrue(wrong.err().contains("PLUGIN/PANEL"), wrong.err());
        }
    }
}
