package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

@Timeout(30)
class CheckCommandsTest {
    @TempDir Path folder;

    @Test
    void listsChecksWithWhatIsWrongInFiles() throws IOException {
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.on(
                    "GET /api/v1/checks?order=worst&limit=1000",
                    200,
                    """
                    {"items": [
                      {"id": "disk", "detector": "host", "status": "critical", "reason": null,
                       "last": {"reasons": ["2 % free"]}},
                      {"id": "shop", "detector": "http", "status": "unknown",
                       "reason": "no active plugin offers the detector http",
                       "last": {"reasons": ["404 instead of 200"]}}],
                     "problems": [
                      {"file": "shop.yaml", "line": 3, "pointer": "/checks/0/slaa",
                       "message": "unknown member; did you mean sla?", "refused": true}]}
                    """);
            String list = gantry.run("check", "list").out();
            assertTrue(list.contains("2 % free"), list);
            assertTrue(list.contains("no active plugin offers the detector http"), list);
            assertTrue(
                    list.contains(
                            "shop.yaml, line 3: checks/0/slaa: unknown member; did you mean sla?"),
                    list);
        }
    }
}
