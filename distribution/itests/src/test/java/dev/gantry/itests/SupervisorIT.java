package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The supervisor, with a program in Java's place that ends as it is told to. */
class SupervisorIT {
    @TempDir Path folder;
    private Path home;
    private Path jdk;

    @BeforeEach
    void lay() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.createDirectory(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    @Test
    void givesUpWhatDiesTooOften() throws Exception {
        java("kill -9 $$");
        assertEquals(1, end(start("GANTRY_RESTARTS=2")));
        List<String> log = log();
        assertEquals(3, log.size(), log.toString());
        assertTrue(log.get(0).contains("(signal 9); restart 1 of 2 in 1 s"), log.get(0));
        assertTrue(log.get(1).contains("(signal 9); restart 2 of 2 in 2 s"), log.get(1));
        assertTrue(log.get(2).contains("3 times in a row; given up"), log.get(2));
        assertFalse(Files.exists(home.resolve("data/supervisor.pid")));
    }

    @Test
    void doesNotStartAgainWhatCannotStart() throws Exception {
        java("exit 1");
        assertEquals(1, end(start("")));
        assertTrue(log().getFirst().contains("does not start (exit code 1)"), log().toString());
    }

    @Test
    void startsAgainWhatWasReadyAndWhatAPluginEnded() throws Exception {
        java("sleep 0.1; touch " + home + "/data/gantry.url; exit 1");
        assertEquals(1, end(start("GANTRY_RESTARTS=1")));
        assertTrue(log().getFirst().contains("(exit code 1); restart 1 of 1"), log().toString());

        Files.delete(home.resolve("logs/supervisor.log"));
        java("touch " + home + "/data/exit.txt; exit 0");
        assertEquals(1, end(start("GANTRY_RESTARTS=1")));
        assertTrue(log().getFirst().contains("(exit code 0); restart 1 of 1"), log().toString());
    }

    @Test
    void endsWithAnOrderlyStop() throws Exception {
        java("exit 0");
        assertEquals(0, end(start("")));
        assertTrue(log().getFirst().contains("was stopped in order"), log().toString());
    }

    @Test
    void handsASignalOnAndDoesNotStartAgain() throws Exception {
        java("trap 'exit 0' TERM; touch " + home + "/up; while :; do sleep 0.05; done");
        Process supervisor = start("");
        awaitFile(home.resolve("up"));
        supervisor.destroy();
        assertEquals(0, end(supervisor));
        assertEquals(1, log().size(), log().toString());
    }

    @Test
    void canBeStoppedWhileItWaits() throws Exception {
        java("kill -9 $$");
        Process supervisor = start("");
        awaitFile(home.resolve("logs/supervisor.log"));
        supervisor.destroy();
        end(supervisor);
        assertEquals(1, log().size(), log().toString());
    }

    private void java(String script) throws IOException {
        Path java = jdk.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        assertTrue(java.toFile().setExecutable(true));
    }

    private Process start(String variable) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Gantry.INSTALLATION.resolve("bin/gantry").toString(),
                        "supervise",
                        "--home",
                        home.toString());
        builder.environment().put("GANTRY_JAVA_HOME", jdk.toString());
        if (!variable.isEmpty()) {
            String[] pair = variable.split("=");
            builder.environment().put(pair[0], pair[1]);
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private static int end(Process supervisor) throws Exception {
        assertTrue(supervisor.waitFor(30, TimeUnit.SECONDS), "it goes on");
        return supervisor.exitValue();
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(home.resolve("logs/supervisor.log"));
    }

    private static void awaitFile(Path file) throws Exception {
        Waiting.until(file.toString(), Gantry.PATIENCE, () -> Files.exists(file), there -> there);
    }
}
