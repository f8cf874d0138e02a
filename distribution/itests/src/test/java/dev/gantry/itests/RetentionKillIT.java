package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * SIGKILL while runs are archived and deleted and the file shrinks. No run that is open or young
 * may be lost, none may be half deleted, and each that is gone is in the archive.
 */
class RetentionKillIT {
    private static final int KILLS = Integer.getInteger("gantry.kills.retention", 4);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int OLD = 10_000;
    private static final int OPEN = 500;
    private static final int YOUNG = 500;

    @TempDir Path folder;

    @Test
    void deletesWholeRunsAndOnlyThoseThatAreArchived() throws Exception {
        Random random = new Random(20260601);
        Path home = folder.resolve("home");
        try (Gantry gantry = Gantry.start(home)) {
            assertEquals(0, gantry.stop());
        }
        PastRuns past = new PastRuns(home);
        String params = "{\"text\":\"" + "x".repeat(800) + "\"}";
        past.add(OLD + OPEN, OPEN, DAY.multipliedBy(40), "acme.old", params);
        past.add(YOUNG, 0, DAY, "acme.new", params);
        long full = past.bytes();
        long left = OLD;
        for (int kill = 0; kill < KILLS; kill++) {
            Gantry gantry = start(home);
            long before = left;
            gantry.await("a deletion", () -> old(past), now -> now < before);
            Waiting.pass(Duration.ofMillis(random.nextInt(200)), "the moment of a kill");
            gantry.kill();
            left = old(past);
            assertTrue(left > 0, "killed while it deletes");
            assertEquals("ok", past.integrity());
            assertEquals(OPEN, past.number("SELECT count(*) FROM run WHERE state = 0"));
            assertEquals(
                    0,
                    past.number(
                            "SELECT count(*) FROM attempt a WHERE NOT EXISTS"
                                    + " (SELECT 1 FROM run r WHERE r.id = a.run)"));
            assertEquals(
                    0,
                    past.number(
                            "SELECT count(*) FROM run r WHERE NOT EXISTS"
                                    + " (SELECT 1 FROM attempt a WHERE a.run = r.id)"));
            Set<String> gone = new HashSet<>(RetentionIT.archived(home));
            assertTrue(gone.size() >= OLD - left, gone.size() + " archived, " + left + " left");
        }
        try (Gantry gantry = start(home)) {
            gantry.await("all that is old to be gone", () -> old(past), now -> now == 0);
            assertEquals(YOUNG, past.number("SELECT count(*) FROM run WHERE task = 'acme.new'"));
            assertEquals(OLD, RetentionIT.archived(home).size());
            Gantry.Exit compact = gantry.cli("store", "compact");
            assertEquals(0, compact.code(), compact.err());
            assertEquals(
                    OPEN,
                    gantry.get("/api/v1/runs?limit=1000&state=scheduled").path("items").size());
            assertEquals(0, gantry.stop());
        }
        assertEquals("ok", past.integrity());
        assertTrue(past.bytes() < full / 4, past.bytes() + " bytes of " + full);
        System.out.printf(
                "kill -9 during retention: %d kills, %d runs deleted, all archived, the file went"
                        + " from %d to %d bytes%n",
                KILLS, OLD, full, past.bytes());
    }

    private static Gantry start(Path home) throws Exception {
        return Gantry.start(
                home,
                "--set",
                "gantry.retention.interval=PT1S",
                "--set",
                "gantry.retention.archive=data/archive");
    }

    private static long old(PastRuns past) throws Exception {
        return past.number("SELECT count(*) FROM run WHERE task = 'acme.old'") - OPEN;
    }
}
