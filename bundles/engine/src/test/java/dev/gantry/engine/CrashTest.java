package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Kills a process that accepts and runs, at any moment; all that it accepted ends. */
@Timeout(120)
class CrashTest {
    private static final int KILLS = 3;

    @TempDir Path folder;

    /** The process that is killed: says which runs it accepted. */
    static final class Victim {
        public static void main(String[] args) {
            EngineFixture gantry = new EngineFixture(Path.of(args[0]), EngineFixture.SETTINGS);
            offer(gantry);
            gantry.start();
            for (int caller = 0; caller < 4; caller++) {
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (true) {
                                        String id = gantry.submit("a.b");
                                        synchronized (System.out) {
                                            System.out.println(id);
                                        }
                                    }
                                });
            }
        }
    }

    private static void offer(EngineFixture gantry) {
        gantry.catalog.offer("a.b", () -> (dev.gantry.api.task.Task<Json, String>) (p, c) -> "ok");
    }

    @Test
    void losesNothingThatWasAccepted() throws Exception {
        Set<String> accepted = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            accepted.addAll(acceptUntilKilled(500 + 700 * kill));
        }
        try (EngineFixture gantry = new EngineFixture(folder, EngineFixture.SETTINGS)) {
            offer(gantry);
            gantry.submit(RunRequest.of("a.b", "{}"));
            gantry.start();
            EngineFixture.await(() -> gantry.engine.lives().open().get() == 0);
            assertEquals(0, gantry.stored().countOpen());
            for (String id : accepted) {
                assertEquals(RunResult.SUCCESS, gantry.run(id).result(), id);
            }
        }
    }

    private Set<String> acceptUntilKilled(int number) throws IOException, InterruptedException {
        Process victim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Victim.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        Set<String> accepted = new HashSet<>();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = out.readLine()) != null) {
                if (RunIds.parse(line) > 0) {
                    accepted.add(line);
                }
                if (accepted.size() == number) {
                    victim.toHandle().destroyForcibly();
                }
            }
        } finally {
            victim.destroyForcibly().waitFor();
        }
        assertTrue(accepted.size() >= number, "the process ended early: " + accepted.size());
        return accepted;
    }
}
