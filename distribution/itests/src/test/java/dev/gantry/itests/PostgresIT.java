package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The real distribution on a real PostgreSQL, both of which are ended on the way. */
class PostgresIT {
    private static final int CUTS = Integer.getInteger("gantry.cuts", 20);

    @TempDir Path folder;
    private Place.Postgres server;
    private Path home;
    private Callers callers;

    @BeforeEach
    void start() throws Exception {
        server = new Place.Postgres(folder);
        home = folder.resolve("home");
        callers = new Callers(folder.resolve("marks.txt"), 20260303);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Gantry gantry() throws Exception {
        return Gantry.start(Gantry.INSTALLATION, server.environment(), home);
    }

    private Gantry working() throws Exception {
        Gantry gantry = gantry();
        gantry.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class));
        gantry.awaitRevision("test.tasks", "active");
        callers.start(gantry, 4);
        callers.awaitAccepted(gantry, 50);
        return gantry;
    }

    @Test
    void losesNoAcceptedRun() throws Exception {
        Gantry first = working();
        server.stop();
        first.await(
                "the outage to be told",
                () -> first.send("GET", "/readyz", null),
                ready ->
                        ready.status() == 503
                                && ready.raw().body().contains("connects again by itself"));
        server.start();
        callers.awaitAccepted(first, 50);
        assertRefused(
                "Another Gantry works on jdbc:postgresql://localhost", Place.Postgres.PASSWORD);
        first.kill();
        callers.stop();
        callers.assertRefusedForAWhile();
        assertFalse(callers.refused.isEmpty());

        try (Gantry again = gantry()) {
            callers.assertNothingLost(again);
            String metrics = again.send("GET", "/metrics", null).raw().body();
            assertTrue(
                    metrics.lines().anyMatch(l -> l.matches("gantry_store_bytes [1-9].*")),
                    metrics);
            assertEquals(0, again.stop());
        }
        assertFalse(Files.exists(home.resolve("data/gantry.db")));
        assertFalse(Files.readString(home.resolve("output.txt")).contains(Place.Postgres.PASSWORD));

        assertRefused("correct gantry.store.user and gantry.store.password", "wr0ng");
    }

    @Test
    void goesOnByItselfWhenItsConnectionsAreCut() throws Exception {
        try (Gantry gantry = working()) {
            for (int cut = 0; cut < CUTS; cut++) {
                server.cut();
                callers.awaitAccepted(gantry, 5);
            }
            callers.stop();
            callers.assertRefusedForAWhile();
            callers.assertNothingLost(gantry);
            assertEquals(200, gantry.send("GET", "/readyz", null).status());
            gantry.await("all to end", () -> server.count(home, 0), open -> open.equals(0L));
        }
    }

    @Test
    void answersNothingFalseWhileTheServerStandsStill() throws Exception {
        try (Gantry gantry = working()) {
            int before;
            server.signal("STOP");
            try {
                Waiting.pass(Duration.ofMillis(500), "the answers to what was committed before");
                before = callers.accepted.size();
                Waiting.pass(Duration.ofSeconds(2), "a server at a stand");
                assertEquals(before, callers.accepted.size(), "accepted by a server at a stand");
            } finally {
                server.signal("CONT");
            }
            callers.awaitAccepted(gantry, 50);
            callers.stop();
            callers.assertRefusedForAWhile();
            callers.assertNothingLost(gantry);
            assertEquals(0, gantry.stop());
        }
        assertEquals(0, server.count(home, 0));
    }

    /** A Gantry with another home does not start, and says why without the password. */
    private void assertRefused(String why, String password) throws Exception {
        Path other = folder.resolve("refused");
        Path output = Gantry.launch(other);
        Process refused =
                Gantry.process(Gantry.INSTALLATION, server.environment(password), other, output);
        assertTrue(refused.waitFor(30, TimeUnit.SECONDS), "it ends");
        assertEquals(1, refused.exitValue());
        String told = Files.readString(output);
        assertTrue(told.contains(why), told);
        assertFalse(told.contains(password), told);
        Files.delete(output);
    }
}
