package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** In a process of its own, whose output is a pipe. */
@Timeout(60)
class ClosedOutputTest {
    @TempDir Path folder;

    @Test
    void eventsEndWhenNobodyReadsThem() throws Exception {
        StringBuilder events = new StringBuilder();
        for (int i = 1; i <= 5000; i++) {
            events.append("id: ").append(i).append("\nevent: e\ndata: {\"type\":\"e");
            events.append(i).append("\",\"subject\":\"").append("x".repeat(100)).append("\"}\n\n");
        }
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.onStream("GET /api/v1/events", events.toString());
            Process process = start(gantry.here("events"));
            try (BufferedReader out = process.inputReader()) {
                assertTrue(out.readLine().startsWith("e1 "));
            }
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it goes on");
            assertEquals(ExitCode.OUTPUT_CLOSED, process.exitValue());
            assertEquals("", new String(process.getErrorStream().readAllBytes()));
        }
    }

    private static Process start(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
