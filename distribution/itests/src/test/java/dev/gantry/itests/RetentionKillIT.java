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
import java.util.concurrent.TimeUnit;

/**
 * SIGKILL at random moments while runs are archived and deleted and the file shrinks. No run that
 * is open or young may be lost, none may be half deleted, and each that is gone is in the archive.
 */
class RetentionKillIT {
    private static final int KILLS = Integer.getInteger("gantry.kills.retention", 8);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int OLD = 40_000;
    private static final int OPEN = 500;
    private static final int YOUNG = 2_000;

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
        int during = 0;
        for (int kill = 0; kill < KILLS || left > 0 && kill < 5 * KILLS; kill++) {
            Gantry gantry =
                    Gantry.start(
                            home,
                            "--set",
                            "gantry.retention.interval=PT1S",
                            "--set",
                            "gantry.retention.archive=data/archive");
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
            gantry.kill();
            long now = past.number("SELECT count(*) FROM run WHERE task = 'acme.old'") - OPEN;
            during += now < left && now > 0 ? 1 : 0;
            left = now;
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
        assertEquals(0, left, "all that is old is gone at last");
        assertEquals(YOUNG, past.number("SELECT count(*) FROM run WHERE task = 'acme.new'"));
        assertEquals(OLD, RetentionIT.archived(home).size());
        try (Gantry gantry = Gantry.start(home)) {
            Gantry.Exit compact = gantry.cli("store", "compact");
            assertEquals(0, compact.code(), compact.err());
            assertEquals(
                    OPEN,
                    gantry.get("/api/v1/runs?limit=1000&state=scheduled").path("items").size());
            assertEquals(0, gantry.stop());
        }
        assertEquals("ok", past.integrity());
        assertTrue(past.bytes() < full / 5, past.bytes() + " bytes of " + full);
        assertTrue(during > 1, "kills met deletions");
        System.out.printf(
                "kill -9 during retention: %d kills met deletions, %d runs deleted, all archived,"
                        + " the file went from %d to %d bytes%n",
                during, OLD, full, past.bytes());
    }
}
