package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Busy;
import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a plugin may take at one time, and what it took. */
class UsageIT {
    private static final String PLUGIN = "/api/v1/plugins/test.busy";

    @TempDir Path folder;

    private void drop(Gantry gantry) throws Exception {
        gantry.drop(PluginJar.make(folder, "test.busy", "1.0.0", Busy.class));
        gantry.drop(PluginJar.make(folder, "test.other", "1.0.0", Version.class));
        gantry.awaitRevision("test.busy", "active");
        gantry.awaitRevision("test.other", "active");
    }

    private static void limit(Gantry gantry, int attempts) throws Exception {
        Gantry.Answer answer = gantry.send("POST", PLUGIN + "/limit", Map.of("attempts", attempts));
        assertEquals(200, answer.status(), () -> String.valueOf(answer.body()));
    }

    private static List<String> submit(Gantry gantry, int runs, String params) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            Gantry.Answer answer =
                    gantry.send(
                            "POST", "/api/v1/tasks/test.busy/runs", "{\"params\":" + params + "}");
            assertEquals(202, answer.status(), () -> String.valueOf(answer.body()));
            ids.add(answer.body().path("id").asString());
        }
        return ids;
    }

    private static List<JsonNode> finished(Gantry gantry, List<String> ids) throws Exception {
        List<JsonNode> runs = new ArrayList<>();
        for (String id : ids) {
            JsonNode run =
                    gantry.awaitRun(id, seen -> seen.path("state").asString().equals("finished"));
            assertEquals("success", run.path("result").asString(), run::toString);
            runs.add(run);
        }
        return runs;
    }

    /** How many of the runs worked at one time at most. */
    private static int most(List<JsonNode> runs) {
        int most = 0;
        for (JsonNode at : runs) {
            long instant = at.path("output").path("began").asLong();
            int now = 0;
            for (JsonNode run : runs) {
                JsonNode output = run.path("output");
                if (output.path("began").asLong() <= instant
                        && instant < output.path("ended").asLong()) {
                    now++;
                }
            }
            most = Math.max(most, now);
        }
        return most;
    }

    private static JsonNode usage(Gantry gantry) throws Exception {
        return gantry.get(PLUGIN).path("versions").path(0).path("usage");
    }

    @Test
    void aLimitHoldsUnderLoadAndDisturbsNobodyElse() throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            drop(gantry);
            limit(gantry, 2);
            List<String> ids = submit(gantry, 14, "{\"sleep\":\"PT0.4S\"}");
            JsonNode last = gantry.awaitRun(ids.getLast(), run -> !run.path("reason").isNull());
            assertEquals("queued", last.path("state").asString());
            assertEquals(
                    "plugin test.busy is at its limit of 2 attempts",
                    last.path("reason").asString());
            assertEquals("success", gantry.run("test.version", "{}").path("result").asString());
            assertEquals(
                    "queued",
                    gantry.get("/api/v1/runs/" + ids.getLast()).path("state").asString(),
                    "the other plugin's run did not wait for these");
            assertEquals(2, most(finished(gantry, ids)));

            ids = submit(gantry, 14, "{\"sleep\":\"PT2S\"}");
            limit(gantry, 0);
            assertTrue(most(finished(gantry, ids)) > 2, "without a limit they run together");
        }
    }

    @Test
    void whatAPluginUsesIsShownAndKept() throws Exception {
        Path home = folder.resolve("home");
        JsonNode before;
        try (Gantry gantry = Gantry.start(home)) {
            drop(gantry);
            assertTrue(usage(gantry).isNull(), "nothing ran yet");
            limit(gantry, 2);
            finished(
                    gantry,
                    submit(
                            gantry,
                            6,
                            "{\"sleep\":\"PT0.2S\",\"bytes\":1000000,\"line\":\"größer\"}"));
            before = usage(gantry);
            assertEquals(6, before.path("attempts").asInt());
            assertEquals(6, before.path("succeeded").asInt());
            assertEquals(6, before.path("measured").asInt());
            assertEquals(6 * 8, before.path("logBytes").asInt());
            assertTrue(before.path("attemptSeconds").asDouble() >= 6 * 0.2, before::toString);
            assertTrue(before.path("queueSeconds").asDouble() > 0.2, before::toString);
            gantry.await(
                    "what was allocated",
                    () -> usage(gantry).path("allocatedBytes").asLong(),
                    bytes -> bytes >= 6_000_000 && bytes < 60_000_000);
            double cpu = usage(gantry).path("cpuSeconds").asDouble();
            assertTrue(cpu > 0 && cpu < 60, () -> cpu + " s");
            String metrics = gantry.send("GET", "/metrics", null).raw().body();
            for (String name : List.of("attempt_seconds", "cpu_seconds", "log_bytes")) {
                String series =
                        "gantry_plugin_" + name + "_total{plugin=\"test.busy\",version=\"1.0.0\"} ";
                assertTrue(metrics.contains(series), series + "in\n" + metrics);
            }
            before = usage(gantry);
            assertEquals(0, gantry.stop());
        }
        try (Gantry gantry = Gantry.start(home)) {
            JsonNode after = usage(gantry);
            assertEquals(6, after.path("attempts").asInt());
            assertEquals(before.path("logBytes"), after.path("logBytes"));
            assertTrue(after.path("cpuSeconds").asDouble() >= before.path("cpuSeconds").asDouble());
            gantry.awaitRevision("test.busy", "active");
            finished(gantry, submit(gantry, 1, "{}"));
            assertEquals(7, usage(gantry).path("attempts").asInt());
            String table = gantry.cli("plugin", "usage", "test.busy").out();
            assertTrue(table.contains("test.busy  1.0.0"), table);
        }
    }

    @Test
    void withoutMeasuringTheRestIsCounted() throws Exception {
        try (Gantry gantry =
                Gantry.start(
                        folder.resolve("home"),
                        "--set",
                        "gantry.plugins.accounting.sampling=false")) {
            drop(gantry);
            finished(gantry, submit(gantry, 1, "{\"line\":\"x\"}"));
            JsonNode usage = usage(gantry);
            assertEquals(1, usage.path("succeeded").asInt());
            assertEquals(1, usage.path("logBytes").asInt());
            assertTrue(usage.path("cpuSeconds").isNull(), usage::toString);
            assertTrue(usage.path("allocatedBytes").isNull(), usage::toString);
        }
    }
}
