package dev.gantry.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL of the tests' own, as durable as a real one. */
final class PostgresServer implements AutoCloseable {
    /** May log in with a password only. */
    static final String GUARDED = "guarded";

    private static final Path WORK = Path.of(System.getProperty("ot.epg.working-dir"));

    private static final String PID = "postmaster.pid";

    private final Path data;
    private final AtomicInteger schemas = new AtomicInteger();
    private EmbeddedPostgres server;
    private ProcessHandle postmaster;
    private int port;

    PostgresServer() {
        try {
            Files.createDirectories(WORK);
            this.data = Files.createTempDirectory(WORK, "data");
            start();
            execute("CREATE ROLE " + GUARDED + " LOGIN PASSWORD 'right'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, again on the same port. */
    void start() throws IOException {
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(true)
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("unix_socket_directories", "")
                        .setDataDirectoryCustomizer(PostgresServer::guard);
        if (port > 0) {
            builder.setPort(port);
        }
        server = builder.start();
        port = server.getPort();
        try (Stream<String> lines = Files.lines(data.resolve(PID))) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow().trim());
            postmaster = ProcessHandle.of(pid).orElseThrow();
        }
    }

    private static void guard(File data) {
        try {
            Files.writeString(
                    data.toPath().resolve("pg_hba.conf"),
                    "host all " + GUARDED + " all scram-sha-256\nhost all all all trust\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it is gone, for which the library by itself waits for no longer than 5 s. */
    void stop() throws IOException {
        server.close();
        if (Files.exists(data.resolve(PID))) {
            postmaster.onExit().completeOnTimeout(postmaster, 60, TimeUnit.SECONDS).join();
        }
    }

    int port() {
        return port;
    }

    /** A new and empty schema. */
    PostgresAddress schema() {
        String name = "s" + schemas.incrementAndGet();
        try {
            execute("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return at("postgres?currentSchema=" + name, "postgres", null);
    }

    PostgresAddress at(String database, String user, String password) {
        return new PostgresAddress(
                "jdbc:postgresql://localhost:" + port + "/" + database, user, password);
    }

    /** Statements of somebody else; what the last one answers, as text. */
    List<String> execute(String... statements) throws SQLException {
        return execute(at("postgres", "postgres", null), statements);
    }

    static List<String> execute(PostgresAddress at, String... statements) throws SQLException {
        List<String> answer = new ArrayList<>();
        try (Connection connection = at.connect(new Properties());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                answer.clear();
                if (statement.execute(sql)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            answer.add(rows.getString(1));
                        }
                    }
                }
            }
        }
        return answer;
    }

    /** Ends all sessions of Gantry. */
    void cut() throws SQLException {
        execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        + " WHERE application_name = 'Gantry'");
    }

    @Override
    public void close() throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
