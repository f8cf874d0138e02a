package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * SIGKILL at random moments, many times over, while callers submit runs of mixed length. Every run
 * whose submit was answered must finish; how often one ran twice is counted and told.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("gantry.kills", 20);
    private static final int CALLERS = 4;

    @TempDir Path folder;

    @Test
    void losesNoAcceptedRun() throws Exception {
        Random random = new Random(20260101);
        Path home = folder.resolve("home");
        Callers callers = new Callers(folder.resolve("marks.txt"), random.nextLong());
        Files.createDirectories(home.resolve("bundles"));
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));

        for (int kill = 0; kill < KILLS; kill++) {
            Gantry gantry = Gantry.start(home);
            callers.start(gantry, CALLERS);
            Waiting.pass(Duration.ofMillis(50 + random.nextInt(700)), "the moment of a kill");
            gantry.kill();
            callers.stop();
        }

        try (Gantry gantry = Gantry.start(home)) {
            callers.assertNothingLost(gantry);
        }
        assertTrue(callers.accepted.size() > KILLS, "callers got through between the kills");
    }
}
