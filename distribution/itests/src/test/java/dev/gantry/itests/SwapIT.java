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
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Versions are dropped one after another while runs of mixed length flow. What each run and each
 * attempt says of its revision is compared with the JARs that this test made and with what the code
 * itself saw. The soak in {@code distribution/bench} does the same at full load.
 */
class SwapIT {
    private static final int SWAPS = 50;
    private static final int CALLERS = 8;
    private static final List<String> WORK = List.of("PT0S", "PT0.15S", "PT0S", "PT1S");

    @TempDir Path folder;

    private final Map<String, String> shas = new ConcurrentHashMap<>();
    private final AtomicInteger newest = new AtomicInteger();

    @Test
    void noRunFailsOrChangesItsVersionWhileVersionsAreSwapped() throws Exception {
        try (Gantry gantry = Gantry.start(folder.resolve("home"))) {
            drop(gantry, 0);
            Queue<String> wrong = new ConcurrentLinkedQueue<>();
            AtomicInteger runs = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String work = WORK.get(i % WORK.size());
                callers.add(Thread.ofVirtual().start(() -> call(gantry, work, runs, wrong, over)));
            }
            for (int swap = 1; swap <= SWAPS; swap++) {
                drop(gantry, swap);
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
                    versions -> versions.size() - retired(versions) == 1);
            String metrics = gantry.send("GET", "/metrics", null).raw().body();
            assertTrue(metrics.contains("gantry_plugin_leaked_loaders 0.0"));
            for (String own : List.of("seen_total", "length")) {
                List<String> series =
                        metrics.lines()
                                .filter(l -> l.startsWith("gantry_plugin_version_" + own + "{"))
                                .toList();
                assertTrue(series.size() <= 1, "the series of gone versions are gone: " + series);
            }
        }
    }

    private void drop(Gantry gantry, int number) throws Exception {
        String version = "1." + number + ".0";
        Path jar = PluginJar.make(folder, "test.version", version, Version.class);
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        shas.put(version, HexFormat.of().formatHex(sha));
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

    private void call(
            Gantry gantry,
            String work,
            AtomicInteger runs,
            Queue<String> wrong,
            AtomicBoolean over) {
        while (!over.get()) {
            try {
                int floor = newest.get();
                JsonNode run = gantry.run("test.version", "{\"work\":\"" + work + "\"}");
                JsonNode attempts =
                        gantry.get("/api/v1/runs/" + run.path("id").asString() + "/attempts");
                if (!right(run, attempts.path("items"), floor)) {
                    wrong.add(run + " " + attempts);
                }
                runs.incrementAndGet();
            } catch (Exception | AssertionError e) {
                wrong.add(e.toString());
            }
        }
    }

    /** One attempt, on one revision, and not on an older one than was in service before. */
    private boolean right(JsonNode run, JsonNode attempts, int floor) {
        String version = run.path("plugin").path("version").asString();
        String sha = run.path("plugin").path("sha256").asString();
        int number = Integer.parseInt(version.split("\\.")[1]);
        newest.accumulateAndGet(number, Math::max);
        return run.path("result").asString().equals("success")
                && run.path("attempt").asInt() == 1
                && run.path("output").path("before").asString().equals(version)
                && run.path("output").path("after").asString().equals(version)
                && sha.equals(shas.get(version))
                && attempts.size() == 1
                && attempts.path(0).path("number").asInt() == 1
                && attempts.path(0).path("plugin").path("sha256").asString().equals(sha)
                && number >= floor;
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
