package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Needy;
import dev.gantry.itests.tasks.Tuned;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The configuration of plugins is changed while they run. */
class ConfigIT {
    private static final String CONFIG = "/api/v1/plugins/test.tuned/config";

    @TempDir Path folder;

    private static void write(Gantry gantry, String plugin, String text) throws Exception {
        Path target = gantry.home.resolve("conf/plugins/" + plugin + ".yaml");
        Path part = Files.writeString(gantry.home.resolve("part.yaml"), text);
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int limit(Gantry gantry) throws Exception {
        return gantry.run("test.tuned", "{}").path("output").path("after").asInt();
    }

    @Test
    void aChangeIsInForceAtOnceAndForGood() throws Exception {
        Path home = folder.resolve("home");
        try (Gantry gantry = Gantry.start(home)) {
            gantry.drop(PluginJar.make(folder, "test.tuned", "1.0.0", Tuned.class));
            gantry.awaitRevision("test.tuned", "active");
            assertEquals(5, limit(gantry));

            Gantry.Answer set = gantry.send("PUT", CONFIG, "{\"limit\": 7}");
            assertEquals(200, set.status(), () -> set.body().toString());
            assertEquals("\"1\"", set.header("ETag"));
            assertEquals(7, limit(gantry));

            String waiting =
                    gantry.send(
                                    "POST",
                                    "/api/v1/tasks/test.tuned/runs",
                                    "{\"params\":{\"patience\":\"PT30S\"}}")
                            .body()
                            .path("id")
                            .asString();
            gantry.awaitRun(waiting, run -> run.toString().contains("saw 7"));
            write(gantry, "test.tuned", "# by a person\nlimit: 8\n");
            JsonNode run =
                    gantry.awaitRun(waiting, r -> r.path("state").asString().equals("finished"));
            assertEquals("{\"before\":7,\"after\":8}", run.path("output").toString());
            assertEquals("file", gantry.get(CONFIG).path("by").asString());

            Gantry.Answer refused = gantry.send("PUT", CONFIG, "{\"limt\": 9}");
            assertEquals(422, refused.status());
            assertEquals(
                    "unknown field, did you mean \"limit\"?",
                    refused.body().path("errors").path(0).path("detail").asString());
            assertEquals(412, gantry.send("PUT", CONFIG, "{}", "If-Match", "\"1\"").status());

            String sentence =
                    "conf/plugins/test.tuned.yaml, line 2: `limit`: expected at least 1, got 0; the"
                            + " configuration stays as it is: correct the file";
            write(gantry, "test.tuned", "name: y\nlimit: 0\n");
            gantry.await(
                    "the problem",
                    () -> gantry.get(CONFIG).path("problem").asString(""),
                    sentence::equals);
            assertEquals(8, limit(gantry));
            assertTrue(gantry.log().contains(sentence), gantry.log());
            Gantry.Exit shown = gantry.cli("plugin", "config", "show", "test.tuned");
            assertTrue(shown.out().contains(sentence), shown.out());

            Gantry.Exit cli = gantry.cli("plugin", "config", "set", "test.tuned", "limit=11");
            assertEquals(0, cli.code(), cli.err());
            assertEquals(11, limit(gantry));
            assertTrue(
                    gantry.cli("plugin", "config", "history", "test.tuned").out().contains("file"));
        }
        try (Gantry gantry = Gantry.start(home)) {
            gantry.awaitRevision("test.tuned", "active");
            assertEquals(11, limit(gantry));
            assertEquals(3, gantry.get(CONFIG + "/history").path("items").size());
            Gantry.Exit restored = gantry.cli("plugin", "config", "restore", "test.tuned", "1");
            assertEquals(0, restored.code(), restored.err());
            assertEquals(7, limit(gantry));
            assertEquals(4, gantry.get(CONFIG).path("version").asInt());
        }
    }

    @Test
    void aPluginThatNeedsAConfigurationWaitsForItAndNamesTheKey() throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            gantry.drop(PluginJar.make(folder, "test.needy", "1.0.0", Needy.class));
            gantry.awaitRevision("test.needy", "rejected");
            assertEquals(
                    "its configuration does not fit: `host`: missing, and it has no default; write"
                            + " it into conf/plugins/test.needy.yaml, or: gantry plugin config set"
                            + " test.needy host=VALUE",
                    gantry.get("/api/v1/plugins/test.needy/why").path("reason").asString());
            Gantry.Exit set = gantry.cli("plugin", "config", "set", "test.needy", "host=a.example");
            assertEquals(0, set.code(), set.err());
            gantry.awaitRevision("test.needy", "active");
            assertEquals(
                    "a.example",
                    gantry.run("test.needy", "{}").path("output").path("host").asString());
        }
    }
}
