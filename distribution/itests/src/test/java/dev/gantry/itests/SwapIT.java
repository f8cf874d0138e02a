package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Version;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Versions are dropped one after another while runs of mixed length flow. */
class SwapIT {
    private static final int SWAPS = 20;
    private static final int CALLERS = 6;

    @TempDir Path folder;

    @Test
    void noRunFailsOrChangesItsVersionWhileVersionsAreSwapped() throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            drop(gantry, "1.0.0");
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            AtomicInteger runs = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String work = i % 2 == 0 ? "PT0S" : "PT0.15S";
                callers.add(Thread.ofVirtual().start(() -> call(gantry, work, runs, wrong, over)));
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                drop(gantry, "1." + swap + ".0");
            }
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(List.of(), List.copyOf(wrong));
            assertTrue(runs.get() > SWAPS * CALLERS, "runs flowed all the time: " + runs);

            gantry.await(
                    "all but one revision to be gone",
                    () -> gantry.get("/api/v1/plugins/test.version").path("versions"),
                    versions -> retired(versions) == SWAPS);
            assertTrue(
                    gantry.send("GET", "/metrics", null)
                            .raw()
                            .body()
                            .contains("gantry_plugin_leaked_loaders 0.0"));
        }
    }

    private void drop(Gantry gantry, String version) throws Exception {
        Path jar = PluginJar.make(folder, "test.version", version, Version.class);
        Path bundles = gantry.home.resolve("bundles");
        Path part = Files.copy(jar, bundles.resolve("version.jar.part"));
        Files.move(part, bundles.resolve("version.jar"), StandardCopyOption.REPLACE_EXISTING);
        gantry.await(
                version + " to be active",
                () ->
                        gantry.send("GET", "/api/v1/plugins/test.version", null)
                                .body()
                                .path("active")
                                .asString(""),
                version::equals);
    }

    private static void call(
            Gantry gantry,
            String work,
            AtomicInteger runs,
            Queue<String> wrong,
            AtomicBoolean over) {
        while (!over.get()) {
            try {
                JsonNode run = gantry.run("test.version", "{\"work\":\"" + work + "\"}");
                String version = run.path("plugin").path("version").asString();
                boolean right =
                        run.path("result").asString().equals("success")
                                && run.path("attempt").asInt() == 1
                                && run.path("output").path("before").asString().equals(version)
                                && run.path("output").path("after").asString().equals(version);
                if (!right) {
                    wrong.add(run.toString());
                }
                runs.incrementAndGet();
            } catch (Exception | AssertionError e) {
                wrong.add(e.toString());
            }
        }
    }

    private static int retired(JsonNode versions) {
        int retired = 0;
        for (JsonNode version : versions) {
            if (version.path("state").asString().equals("retired")) {
                retired++;
            }
        }
        return retired;
    }
}
