package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A disk that is full, and a file that may not grow: what was accepted is kept, submits are refused
 * with the remedy, reads go on, and so does all the rest once there is room.
 */
class FullDiskIT {
    private static final int DISK_MB = 64;

    @TempDir Path folder;
    private Callers callers;
    private Path jar;

    @BeforeEach
    void prepare() throws Exception {
        callers = new Callers(folder.resolve("marks.txt"), 20260404);
        jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
    }

    @Test
    void aFullDisk() throws Exception {
        Path home = folder.resolve("home");
        Disk disk;
        try {
            disk = new Disk(home, DISK_MB);
        } catch (IOException e) {
            Assumptions.abort(e.getMessage() + "; aFileThatMayNotGrow stands for it here");
            return;
        }
        try (disk) {
            Gantry gantry = start(disk, home);
            work(gantry);

            disk.fill();
            assertRefusesAndReads(gantry, "is full; free some space there");
            disk.free();
            assertGoesOn(gantry);

            disk.fill();
            assertRefusesAndReads(gantry, "is full; free some space there");
            gantry.kill();
            callers.stop();
            try (Gantry again = startFull(disk, home)) {
                callers.assertNothingLost(again);
                callers.assertRefusedForAWhile();
                assertTrue(again.cli("store", "check").out().contains("sound"));
                assertEquals(0, again.stop(), again.log());
            }
        }
    }

    /**
     * Starts while there is no room; it comes up, or ends with the remedy, and works once there is
     * some.
     */
    private Gantry startFull(Disk disk, Path home) throws Exception {
        Path output = folder.resolve("full.txt");
        Files.delete(disk.root().resolve("data/gantry.url"));
        disk.fill();
        Process process = process(disk, home, output);
        if (process.waitFor(5, TimeUnit.SECONDS)) {
            String told = Files.readString(output);
            assertEquals(1, process.exitValue(), told);
            assertTrue(told.contains("free some space"), told);
            disk.free();
            return start(disk, home);
        }
        disk.free();
        return Gantry.awaitReady(disk.root(), process, output);
    }

    /** The limit on the size of a file is met in the middle of a write, as a full disk is. */
    @Test
    void aFileThatMayNotGrow() throws Exception {
        Path home = folder.resolve("home");
        Gantry gantry = Gantry.start(home);
        work(gantry);
        limit(gantry, Long.toString(largest(home.resolve("data"))));
        assertRefusesAndReads(gantry, "Gantry goes on by itself");
        limit(gantry, "unlimited");
        assertGoesOn(gantry);
        callers.stop();
        callers.assertNothingLost(gantry);
        callers.assertRefusedForAWhile();
        assertTrue(gantry.cli("store", "check").out().contains("sound"));
        assertEquals(0, gantry.stop(), gantry.log());
    }

    private void work(Gantry gantry) throws Exception {
        gantry.drop(jar);
        gantry.awaitRevision("test.tasks", "active");
        callers.start(gantry, 8);
        callers.awaitAccepted(gantry, 100);
    }

    private void assertRefusesAndReads(Gantry gantry, String remedy) throws Exception {
        int before = callers.refused.size();
        gantry.await("refusals", callers.refused::size, seen -> seen > before + 20);
        Gantry.Answer refusal = callers.refused.stream().reduce((a, b) -> b).orElseThrow();
        assertEquals(503, refusal.status(), refusal.raw().body());
        assertTrue(refusal.raw().body().contains(remedy), refusal.raw().body());
        Gantry.Answer ready = gantry.send("GET", "/readyz", null);
        assertEquals(503, ready.status(), ready.raw().body());
        assertTrue(ready.raw().body().contains(remedy), ready.raw().body());
        String known = callers.accepted.values().iterator().next();
        assertEquals(known, gantry.get("/api/v1/runs/" + known).path("id").asString());
        JsonNode list = gantry.get("/api/v1/runs?limit=50");
        assertEquals(50, list.path("items").size());
        assertEquals(200, gantry.send("GET", "/metrics", null).status());
    }

    private void assertGoesOn(Gantry gantry) throws Exception {
        callers.awaitAccepted(gantry, 100);
        gantry.await(
                "ready",
                () -> gantry.send("GET", "/readyz", null).status(),
                status -> status == 200);
    }

    private Gantry start(Disk disk, Path home) throws Exception {
        Path output = folder.resolve("output.txt");
        Files.createDirectories(disk.root().resolve("data"));
        Files.deleteIfExists(disk.root().resolve("data/gantry.url"));
        return Gantry.awaitReady(disk.root(), process(disk, home, output), output);
    }

    private static Process process(Disk disk, Path home, Path output) throws IOException {
        List<String> command = disk.in();
        command.add(Gantry.INSTALLATION.resolve("bin/gantry").toString());
        command.addAll(List.of("run", "--home", home.toString(), "--port", "0"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    private static void limit(Gantry gantry, String bytes) throws Exception {
        Process process =
                new ProcessBuilder(
                                "prlimit",
                                "--pid",
                                Long.toString(gantry.process.pid()),
                                "--fsize=" + bytes + ":")
                        .inheritIO()
                        .start();
        assertEquals(0, process.waitFor(), "prlimit");
    }

    private static long largest(Path data) throws IOException {
        long largest = 0;
        for (String name : List.of("gantry.db", "gantry.db-wal")) {
            largest = Math.max(largest, Files.size(data.resolve(name)));
        }
        return largest;
    }
}
