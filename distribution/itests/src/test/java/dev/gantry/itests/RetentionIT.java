package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finished runs are kept within bounds, by the default and by rules that are in force at once. */
class RetentionIT {
    private static final Duration DAY = Duration.ofDays(1);
    @TempDir Path folder;

    @Test
    void keepsWhatTheRulesSay() throws Exception {
        Path home = folder.resolve("home");
        try (Gantry gantry = Gantry.start(home)) {
            assertEquals(0, gantry.stop());
        }
        PastRuns past = new PastRuns(home);
        past.add(500, 20, DAY.multipliedBy(40), "acme.old", "{}");
        past.add(300, 0, DAY.multipliedBy(2), "acme.new", "{}");
        past.add(100, 0, DAY.multipliedBy(60), "acme.audit", "{}");
        try (Gantry gantry = start(home)) {
            Gantry.Exit dry = gantry.cli("retention", "run", "--dry-run");
            assertTrue(dry.out().startsWith("Would delete 580 runs."), dry.out() + dry.err());
            assertTrue(dry.out().contains("acme.old: 480 runs"), dry.out());
            Map<String, String> year = Map.of("age", "P365D");
            String audit = "/api/v1/retention/acme.audit";
            Gantry.Answer set = gantry.send("PUT", audit, year, "If-None-Match", "*");
            assertEquals(200, set.status(), set.body().toString());
            Gantry.Exit run = gantry.cli("retention", "run");
            assertTrue(run.out().contains("Deleted"), run.out() + run.err());
            gantry.cli("retention", "set", "acme.new", "--runs", "50");
            Gantry.Exit again = gantry.cli("retention", "run");
            assertEquals(0, again.code(), again.err());
            JsonNode kept = gantry.get("/api/v1/retention").path("items");
            assertEquals(2, kept.size(), kept.toString());
            assertEquals(100, kept.path(0).path("runs").asInt(), kept.toString());
            assertEquals(50, kept.path(1).path("runs").asInt(), kept.toString());
            String metrics = gantry.send("GET", "/metrics", null).raw().body();
            assertTrue(
                    metrics.contains("gantry_retention_pruned_total{task=\"acme.old\"} 480"),
                    metrics);
            exports(gantry);
            assertEquals(0, gantry.stop());
        }
        assertEquals(480 + 250, archived(home).size());
        assertEquals(20 + 50 + 100, past.number("SELECT count(*) FROM run"));
        assertEquals(20, past.number("SELECT count(*) FROM run WHERE state = 0"));
        assertEquals(170, past.number("SELECT count(*) FROM attempt"));
        assertEquals(150, past.number("SELECT sum(runs) FROM run_tally"));
    }

    private static Gantry start(Path home) throws Exception {
        return Gantry.start(
                home,
                "--set",
                "gantry.retention.interval=PT1H",
                "--set",
                "gantry.retention.archive=data/archive");
    }

    private void exports(Gantry gantry) throws Exception {
        Gantry.Exit audit = gantry.cli("run", "export", "--task", "acme.audit");
        assertEquals(0, audit.code(), audit.err());
        assertEquals(100, audit.out().lines().count());
        Path packed = folder.resolve("all.ndjson.gz");
        Gantry.Exit all = gantry.cli("run", "export", "--file", packed.toString());
        assertEquals(0, all.code(), all.err());
        Set<String> ids = new HashSet<>();
        for (String line : PastRuns.unpacked(packed)) {
            JsonNode run = new JsonMapper().readTree(line);
            assertTrue(run.path("attempts").size() >= 1, line);
            ids.add(run.path("id").asString());
        }
        assertEquals(20 + 50 + 100, ids.size());
    }

    /** The runs that are in the archive of a home. */
    static Set<String> archived(Path home) throws IOException {
        Set<String> ids = new HashSet<>();
        Path archive = home.resolve("data/archive");
        if (Files.notExists(archive)) {
            return ids;
        }
        try (Stream<Path> files = Files.list(archive)) {
            for (Path file : files.toList()) {
                for (String line : PastRuns.unpacked(file)) {
                    ids.add(new JsonMapper().readTree(line).path("id").asString());
                }
            }
        }
        return ids;
    }
}
