package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

class RunningProcessTest {
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir Path folder;
    private Home home;

    @BeforeEach
    void home() throws IOException {
        home = new Home(folder);
        Files.createDirectory(home.data());
    }

    @Test
    void theHolderOfTheLockServesTheHome() throws Exception {
        assertTrue(RunningProcess.gantry(home).isEmpty(), "nobody was ever there");
        try (HomeLock lock = HomeLock.take(home.lock(), SELF)) {
            assertEquals(SELF, RunningProcess.gantry(home).orElseThrow().pid());
        }
        Files.writeString(home.lock(), SELF + "\n");
        assertTrue(RunningProcess.gantry(home).isEmpty(), "a crash left the file and no lock");
    }

    @Test
    void aProcessYoungerThanItsFileIsAnotherOne() throws Exception {
        assertTrue(RunningProcess.supervisor(home).isEmpty());
        Files.writeString(home.supervisor(), SELF + "\n");
        assertEquals(SELF, RunningProcess.supervisor(home).orElseThrow().pid());
        Files.setLastModifiedTime(
                home.supervisor(), FileTime.from(Instant.parse("2000-01-01T00:00:00Z")));
        assertTrue(RunningProcess.supervisor(home).isEmpty());
        Files.writeString(home.supervisor(), "nonsense\n");
        assertTrue(RunningProcess.supervisor(home).isEmpty());
    }
}
