package dev.gantry.itests;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;

/** Where a Gantry under test keeps its runs, looked at from outside. */
abstract sealed class Place implements AutoCloseable {
    private static final String SCHEMAS = "dev/gantry/store/";

    /** What tells Gantry of it. */
    abstract Map<String, String> environment();

    abstract Connection connect(Path home) throws SQLException, IOException;

    abstract String dialect();

    /** By this a Gantry knows its own. */
    abstract List<String> marks();

    /** As it is before any Gantry saw it. */
    abstract void empty(Path home) throws SQLException, IOException;

    /** How many runs are in a state; of its numbers, 0 is open and 1 success. */
    long count(Path home, int state) throws SQLException, IOException {
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT count(*) FROM run WHERE state = " + state)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    int newestSchema() throws IOException {
        try (ZipFile jar = new ZipFile(storeJar().toFile())) {
            return scripts(jar).size();
        }
    }

    /** Makes a database as an older Gantry left it, with runs of {@code test.mark} that wait. */
    void older(Path home, int schema, Path marks, int runs) throws SQLException, IOException {
        empty(home);
        try (Connection connection = connect(home);
                Statement statement = connection.createStatement();
                ZipFile jar = new ZipFile(storeJar().toFile())) {
            connection.setAutoCommit(false);
            statement.execute(
                    "CREATE TABLE schema_version (version INTEGER PRIMARY KEY,"
                            + " name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
            for (int version = 1; version <= schema; version++) {
                String name = scripts(jar).get(version - 1);
                String text =
                        new String(
                                jar.getInputStream(jar.getEntry(name)).readAllBytes(),
                                StandardCharsets.UTF_8);
                for (String sql : text.replaceAll("(?m)^--.*$", "").split(";\\R")) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                statement.execute(
                        "INSERT INTO schema_version VALUES ("
                                + version
                                + ", '"
                                + name.substring(SCHEMAS.length())
                                + "', 0)");
                if (version == 1) {
                    insert(connection, marks, runs);
                }
            }
            for (String mark : marks()) {
                statement.execute(mark);
            }
            connection.commit();
        }
    }

    private static void insert(Connection connection, Path marks, int runs) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO run (id, task, tenant, state, due, attempt, started, finished,"
                                + " provider, params) VALUES (?, 'test.mark', 'default', 0, 1, 0,"
                                + " -1, -1, 0, ?)")) {
            for (int number = 1; number <= runs; number++) {
                insert.setLong(1, number);
                insert.setString(2, "{\"file\":\"" + marks + "\",\"number\":" + number + "}");
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static Path storeJar() throws IOException {
        try (var jars =
                Files.newDirectoryStream(
                        Gantry.INSTALLATION.resolve("system"), "gantry-store-*.jar")) {
            return jars.iterator().next();
        }
    }

    private List<String> scripts(ZipFile jar) {
        return jar.stream()
                .map(entry -> entry.getName())
                .filter(name -> name.startsWith(SCHEMAS + dialect() + "/"))
                .filter(name -> name.endsWith(".sql"))
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {}

    /** The file in the home. */
    static final class Sqlite extends Place {
        @Override
        Map<String, String> environment() {
            return Map.of();
        }

        @Override
        Connection connect(Path home) throws SQLException, IOException {
            Files.createDirectories(home.resolve("data"));
            return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/gantry.db"));
        }

        @Override
        String dialect() {
            return "sqlite";
        }

        @Override
        List<String> marks() {
            return List.of("PRAGMA application_id = " + 0x474E5452);
        }

        @Override
        void empty(Path home) throws IOException {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(home.resolve("data/gantry.db" + suffix));
            }
        }
    }

    /** A PostgreSQL of its own, as durable as a real one, on which Gantry needs a password. */
    static final class Postgres extends Place {
        static final String PASSWORD = "open-sesame-7";
        private final Path data;
        private EmbeddedPostgres server;
        private int port;

        Postgres(Path folder) throws IOException, SQLException {
            this.data = folder.resolve("postgres");
            start();
            execute("CREATE ROLE gantry LOGIN PASSWORD '" + PASSWORD + "'");
            execute("CREATE DATABASE gantry OWNER gantry");
        }

        /** Starts it, again on the same port. */
        void start() throws IOException {
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("unix_socket_directories", "")
                            .setDataDirectoryCustomizer(Postgres::askForPasswords);
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

        void stop() throws IOException {
            server.close();
        }

        String url() {
            return "jdbc:postgresql://localhost:" + port + "/gantry";
        }

        /** Somebody else's statement. */
        void execute(String sql) throws SQLException {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        /** Ends all sessions of Gantry. */
        void cut() throws SQLException {
            execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                            + " WHERE application_name = 'Gantry'");
        }

        /** All of the server's processes stand still, or go on. */
        void signal(String signal) throws IOException, InterruptedException {
            String first = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
            ProcessHandle server = ProcessHandle.of(Long.parseLong(first.strip())).orElseThrow();
            StringBuilder ids = new StringBuilder(first.strip());
            server.descendants().forEach(child -> ids.append(' ').append(child.pid()));
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + ids).start().waitFor();
        }

        @Override
        Map<String, String> environment() {
            return environment(PASSWORD);
        }

        Map<String, String> environment(String password) {
            return Map.of(
                    "GANTRY_STORE_URL",
                    url(),
                    "GANTRY_STORE_USER",
                    "gantry",
                    "GANTRY_STORE_PASSWORD",
                    password,
                    "GANTRY_NODE_NAME",
                    "the only one");
        }

        @Override
        Connection connect(Path home) throws SQLException {
            return DriverManager.getConnection(url(), "gantry", PASSWORD);
        }

        @Override
        String dialect() {
            return "postgres";
        }

        @Override
        List<String> marks() {
            return List.of(
                    "COMMENT ON TABLE schema_version IS 'dev.gantry'",
                    "CREATE TABLE term (number BIGINT NOT NULL)",
                    "INSERT INTO term VALUES (0)");
        }

        @Override
        void empty(Path home) throws SQLException {
            execute("DROP DATABASE IF EXISTS gantry WITH (FORCE)");
            execute("CREATE DATABASE gantry OWNER gantry");
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
