package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SIGKILL while Gantry starts, with runs that wait and a schema that is to be brought up to date,
 * and while it drains; on both stores. Every run that was accepted ends, once.
 */
class StartAndDrainKillIT {
    private static final int ROUNDS = Integer.getInteger("gantry.start.rounds", 2);
    private static final int KILLS = 3;
    private static final int DRAINS = Integer.getInteger("gantry.drain.kills", 5);
    private static final int BACKLOG = 1_000;
    private static final int LONGEST_START_MS = 2_500;

    @TempDir Path folder;
    private final Random random = new Random(20260202);

    @Test
    void killedWhileItStartsOnSqlite() throws Exception {
        try (Place place = new Place.Sqlite()) {
            startAndKill(place);
        }
    }

    @Test
    void killedWhileItStartsOnPostgres() throws Exception {
        try (Place place = new Place.Postgres(folder)) {
            startAndKill(place);
        }
    }

    @Test
    void killedWhileItDrainsOnSqlite() throws Exception {
        try (Place place = new Place.Sqlite()) {
            drainAndKill(place);
        }
    }

    @Test
    void killedWhileItDrainsOnPostgres() throws Exception {
        try (Place place = new Place.Postgres(folder)) {
            drainAndKill(place);
        }
    }

    private void startAndKill(Place place) throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
        int newest = place.newestSchema();
        int startMs = LONGEST_START_MS;
        for (int round = 0; round < ROUNDS; round++) {
            Path home = home(folder.resolve("home-" + round), jar);
            Path marks = folder.resolve("marks-" + round + ".txt");
            int schema = 1 + random.nextInt(newest - 1);
            place.older(home, schema, marks, BACKLOG);
            for (int kill = 0; kill < KILLS; kill++) {
                Process process =
                        Gantry.process(
                                Gantry.INSTALLATION,
                                place.environment(),
                                home,
                                Gantry.launch(home));
                Duration moment = Duration.ofMillis(startMs / 4 + random.nextInt(startMs));
                Waiting.pass(moment, "the moment of a kill");
                process.destroyForcibly().waitFor();
            }
            long begin = System.nanoTime();
            try (Gantry gantry = Gantry.start(Gantry.INSTALLATION, place.environment(), home)) {
                startMs =
                        (int)
                                Math.min(
                                        startMs,
                                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                gantry.await(
                        "all runs to end", () -> place.count(home, 0), open -> open.equals(0L));
                assertEquals(0, gantry.stop(), gantry.log());
            }
            assertEquals(BACKLOG, place.count(home, 1), "each run is a success, once");
            assertEquals(
                    IntStream.rangeClosed(1, BACKLOG).boxed().collect(Collectors.toSet()),
                    Set.copyOf(Callers.ran(marks).keySet()));
        }
    }

    private void drainAndKill(Place place) throws Exception {
        Path jar = PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class);
        Path home = home(folder.resolve("home"), jar);
        Callers callers = new Callers(folder.resolve("marks.txt"), random.nextLong());
        for (int drain = 0; drain < DRAINS; drain++) {
            Gantry gantry = Gantry.start(Gantry.INSTALLATION, place.environment(), home);
            callers.start(gantry, 4);
            Waiting.pass(Duration.ofMillis(100 + random.nextInt(500)), "callers at work");
            gantry.process.destroy();
            Waiting.pass(Duration.ofMillis(random.nextInt(700)), "the moment of a kill");
            gantry.kill();
            callers.stop();
        }
        try (Gantry gantry = Gantry.start(Gantry.INSTALLATION, place.environment(), home)) {
            callers.assertNothingLost(gantry);
            callers.assertRefusedForAWhile();
            gantry.await("all runs to end", () -> place.count(home, 0), open -> open.equals(0L));
            assertEquals(0, gantry.stop(), gantry.log());
        }
        long ended = place.count(home, 1);
        assertTrue(ended >= callers.accepted.size(), ended + " of " + callers.accepted.size());
        assertTrue(callers.accepted.size() > DRAINS, "callers got through between the kills");
    }

    private static Path home(Path home, Path jar) throws Exception {
        Files.createDirectories(home.resolve("bundles"));
        Files.copy(jar, home.resolve("bundles").resolve(jar.getFileName()));
        return home;
    }
}
