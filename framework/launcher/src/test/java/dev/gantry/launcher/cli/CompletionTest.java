package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scripts, run by the real shells where they are. */
@Timeout(60)
class CompletionTest {
    @TempDir Path folder;

    @Test
    void completesInBash() throws Exception {
        Path gantry = folder.resolve("gantry");
        Files.writeString(gantry, "#!/bin/sh\n[ \"$1 $2\" = 'names run' ] && echo 01ABC 01ABD\n");
        assertTrue(gantry.toFile().setExecutable(true));
        assertEquals("cancel change", bash(gantry + " run c"));
        assertEquals("json", bash(gantry + " run list -o j"));
        assertEquals("json", bash(gantry + " plugin show x --output j"));
        assertEquals("--token-file", bash(gantry + " run list --to"));
        assertEquals("01ABC 01ABD", bash(gantry + " run show 01"));
        assertEquals("history", bash(gantry + " plugin config h"));
        assertTrue(bash(gantry + " ").contains("context"), "nouns");
        assertEquals("", bash(gantry + " nam"));
        assertEquals(
                folder.resolve("gantry").toString(),
                bash(gantry + " run list --home " + folder + "/g"));
    }

    @Test
    void isWellFormedForTheOthers() throws Exception {
        for (String shell : List.of("zsh", "fish")) {
            Path script = folder.resolve(shell);
            Files.writeString(script, FakeGantry.execute("completion", shell).out());
            String text = Files.readString(script);
            assertTrue(text.contains("gantry plugin config show"), text);
            if (there(shell)) {
                assertEquals("", run(shell, "-n", script.toString()));
            }
        }
        assertEquals(ExitCode.USAGE, FakeGantry.execute("completion", "csh").code());
    }

    @Test
    void tellsTheNames() throws IOException {
        try (FakeGantry gantry = new FakeGantry(folder)) {
            gantry.on("GET /api/v1/tasks?limit=100", 200, "{\"items\":[{\"type\":\"a.b\"}]}");
            assertEquals("a.b\n", gantry.run("names", "type").out());
            assertEquals(ExitCode.USAGE, gantry.run("names", "weather").code());
        }
    }

    private String bash(String typed) throws Exception {
        assumeTrue(there("bash"), "there is no bash here");
        Path script = folder.resolve("completion.bash");
        Files.writeString(script, FakeGantry.execute("completion", "bash").out());
        String words = "'" + String.join("' '", typed.split(" ", -1)) + "'";
        return run(
                "bash",
                "-euc",
                "source "
                        + script
                        + "; COMP_WORDS=("
                        + words
                        + "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _gantry || true;"
                        + " echo \"${COMPREPLY[*]-}\"");
    }

    private static boolean there(String shell) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + shell).start().waitFor() == 0;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes()).strip();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return out;
    }
}
