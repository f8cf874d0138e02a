package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Mark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The real distribution on a real PostgreSQL, both of which are ended on the way. */
class PostgresIT {
    private static final String PASSWORD = "open-sesame-7";

    @TempDir Path folder;
    private EmbeddedPostgres server;
    private int port;

    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void start() throws Exception {
        startServer();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE gantry LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE DATABASE gantry OWNER gantry");
        }
    }

    private void startServer() throws IOException {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("postgres"))
                        .setCleanDataDirectory(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("unix_socket_directories", "")
                        .setDataDirectoryCustomizer(PostgresIT::askForPasswords);
        if (port > 0) {
            builder.setPort(port);
        }
        server = builder.start();
        port = server.getPort();
    }

    private static void askForPasswords(File data) {
        try {
            Files.writeString(
                    data.toPath().resolve("pg_hba.conf"),
                    "host all postgres all trust\nhost all all all scram-sha-256\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Map<String, String> store(String password) {
        return Map.of(
                "GANTRY_STORE_URL",
                "jdbc:postgresql://localhost:" + port + "/gantry",
                "GANTRY_STORE_USER",
                "gantry",
                "GANTRY_STORE_PASSWORD",
                password,
                "GANTRY_NODE_NAME",
                "the only one");
    }

    @Test
    void losesNoAcceptedRun() throws Exception {
        Path home = folder.resolve("home");
        Path marks = folder.resolve("marks.txt");
        Gantry first = Gantry.start(Gantry.INSTALLATION, store(PASSWORD), home);
        first.drop(PluginJar.make(folder, "test.tasks", "1.0.0", Mark.class));
        first.awaitRevision("test.tasks", "active");
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Thread.ofVirtual().start(() -> submit(first, marks, over)));
        }
        awaitAccepted(first, 50);
        server.close();
        first.await(
                "the outage to be told",
                () -> first.send("GET", "/readyz", null),
                ready ->
                        ready.status() == 503
                                && ready.raw().body().contains("connects again by itself"));
        startServer();
        awaitAccepted(first, accepted.size() + 50);
        assertRefused("Another Gantry works on jdbc:postgresql://localhost", PASSWORD);
        first.kill();
        over.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertEquals(Set.of(503), refusals);

        try (Gantry again = Gantry.start(Gantry.INSTALLATION, store(PASSWORD), home)) {
            for (Map.Entry<Integer, String> run : accepted.entrySet()) {
                JsonNode end =
                        again.awaitRun(
                                run.getValue(), r -> r.path("state").asString().equals("finished"));
                assertEquals("success", end.path("result").asString(), end.toString());
                assertEquals(run.getKey(), end.path("output").path("number").asInt());
            }
            String metrics = again.send("GET", "/metrics", null).raw().body();
            assertTrue(
                    metrics.lines().anyMatch(l -> l.matches("gantry_store_bytes [1-9].*")),
                    metrics);
            assertEquals(0, again.stop());
        }
        Set<Integer> ran = new HashSet<>();
        for (String line : Files.readAllLines(marks)) {
            ran.add(Integer.parseInt(line.split(" ")[0]));
        }
        assertTrue(ran.containsAll(accepted.keySet()));
        assertFalse(Files.exists(home.resolve("data/gantry.db")));
        assertFalse(Files.readString(home.resolve("output.txt")).contains(PASSWORD));

        assertRefused("correct gantry.store.user and gantry.store.password", "wr0ng");
    }

    private void awaitAccepted(Gantry gantry, int count) throws Exception {
        gantry.await(count + " runs to be accepted", accepted::size, seen -> seen >= count);
    }

    /** A Gantry with another home does not start, and says why without the password. */
    private void assertRefused(String why, String password) throws Exception {
        Path home = folder.resolve("refused");
        Path output = Gantry.launch(home);
        Process refused = Gantry.process(Gantry.INSTALLATION, store(password), home, output);
        assertTrue(refused.waitFor(30, TimeUnit.SECONDS), "it ends");
        assertEquals(1, refused.exitValue());
        String told = Files.readString(output);
        assertTrue(told.contains(why), told);
        assertFalse(told.contains(password), told);
        Files.delete(output);
    }

    private void submit(Gantry gantry, Path marks, AtomicBoolean over) {
        while (!over.get()) {
            int number = numbers.incrementAndGet();
            try {
                Gantry.Answer answer =
                        gantry.send(
                                "POST",
                                "/api/v1/tasks/test.mark/runs",
                                Map.of(
                                        "params",
                                        Map.of(
                                                "file",
                                                marks.toString(),
                                                "number",
                                                number,
                                                "work",
                                                number % 3 == 0 ? "PT0.3S" : "PT0S")));
                if (answer.status() == 202) {
                    accepted.put(number, answer.body().path("id").asString());
                } else {
                    refusals.add(answer.status());
                }
            } catch (Exception e) {
                if (!gantry.process.isAlive()) {
                    return; // that was the kill
                }
            }
        }
    }
}
