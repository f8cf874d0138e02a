package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;

class ReadinessTest {
    @TempDir Path home;

    @Test
    void livesWhileItIsNotReady() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            assertTrue(gantry.get("/readyz").json().path("ready").booleanValue());
            gantry.missing.add(new Readiness.Missing("engine", "gantry.engine.slots: got x"));
            var reply = gantry.get("/readyz");
            assertEquals(503, reply.status());
            assertFalse(reply.json().path("ready").booleanValue());
            JsonNode missing = reply.json().path("missing").path(0);
            assertEquals("engine", missing.path("name").stringValue());
            assertEquals("gantry.engine.slots: got x", missing.path("reason").stringValue());
            assertEquals(200, gantry.get("/healthz").status());
            JsonNode status = gantry.get("/api/v1/status").json();
            assertFalse(status.path("ready").booleanValue());
            assertEquals("1.2.3", status.path("version").stringValue());
            assertEquals("PT1M30S", status.path("uptime").stringValue());
        }
    }

    @Test
    void whatNeedsAMissingPartIsUnavailableAndTheRestWorks() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            gantry.resources.remove(gantry.runResource);
            assertFalse(gantry.resources.complete());
            var reply = gantry.get("/api/v1/runs");
            assertEquals(503, reply.status());
            assertEquals("1", reply.header("Retry-After"));
            assertTrue(reply.json().path("retryable").booleanValue());
            assertTrue(reply.json().path("detail").stringValue().contains("engine (it rests)"));
            assertEquals(200, gantry.get("/api/v1/plugins").status());
            assertEquals(401, gantry.get("/api/v1/runs", "Authorization", "").status());
            gantry.resources.add(gantry.runResource);
            assertEquals(200, gantry.get("/api/v1/runs").status());
        }
    }

    @Test
    void theAddressIsInAFileWhileItListens() throws Exception {
        Path file = home.resolve("data/gantry.url");
        try (TestGantry gantry = new TestGantry(home)) {
            assertEquals(gantry.server.url(), Files.readString(file).strip());
            assertTrue(gantry.server.url().matches("http://127\\.0\\.0\\.1:\\d+"));
        }
        assertFalse(Files.exists(file));
    }
}
