package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tasks call outside is spared. */
class TargetsIT {
    @TempDir Path folder;

    @Test
    void anIllServiceIsSparedAndRunsWaitForItWithoutUsingUpAttempts() throws Exception {
        Path well = folder.resolve("well");
        Path trail = folder.resolve("trail.txt");
        String params = "{\"well\":\"" + well + "\",\"trail\":\"" + trail + "\"}";
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Caller.class));
            gantry.awaitRevision("test.tasks", "active");
            Gantry.Exit set =
                    gantry.cli(
                            "target",
                            "set",
                            "test.service",
                            "--failures",
                            "0.5",
                            "--calls",
                            "4",
                            "--delay",
                            "3s",
                            "--trials",
                            "1");
            assertEquals(0, set.code(), set.err());
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        "failure", gantry.run("test.caller", params).path("result").asString());
            }
            String waits =
                    gantry.send(
                                    "POST",
                                    "/api/v1/tasks/test.caller/runs",
                                    "{\"params\":" + params + "}")
                            .body()
                            .path("id")
                            .asString();
            JsonNode held = gantry.awaitRun(waits, r -> r.path("error").path("message").isString());
            assertTrue(
                    held.path("error").path("message").asString().contains("is not called"),
                    held.toString());
            assertEquals(
                    "open", gantry.get("/api/v1/targets/test.service").path("state").asString());
            Files.writeString(well, "");
            JsonNode run =
                    gantry.awaitRun(waits, r -> r.path("state").asString().equals("finished"));
            assertEquals("success", run.path("result").asString(), run.toString());
            assertEquals(1, run.path("output").path("attempt").asInt());
            assertTrue(gantry.cli("target", "list").out().contains("test.service"));
            JsonNode target = gantry.get("/api/v1/targets/test.service");
            assertEquals("closed", target.path("state").asString());
            assertTrue(target.path("rejected").asInt() >= 1);
            String metrics =
                    HttpClient.newHttpClient()
                            .send(gantry.request("/metrics").build(), BodyHandlers.ofString())
                            .body();
            assertTrue(
                    metrics.contains("gantry_breaker_state{target=\"test.service\"} 0"), metrics);
            assertTrue(
                    metrics.contains(
                            "gantry_target_rejections_total{reason=\"open\",target=\"test.service\"}"),
                    metrics);
            assertEquals(0, gantry.stop());
        }
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            JsonNode target = gantry.get("/api/v1/targets/test.service");
            assertEquals(4, target.path("calls").asInt(), "what was set outlives a restart");
            assertEquals("closed", target.path("state").asString());
        }
    }
}
