package dev.gantry.probes.service;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gantry.probes.PathCalls;
import dev.gantry.probes.away.Away;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** With a real PostgreSQL and real files of SQLite. */
@GantryTest
class SqlTest {
    private static final String PASSWORD = "open-sesame-7";
    private static EmbeddedPostgres server;

    @TempDir static Path data;
    @TempDir Path folder;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(Path.of(System.getProperty("ot.epg.working-dir")));
        server =
                EmbeddedPostgres.builder()
                        .setDataDirectory(data.resolve("postgres"))
                        .setServerConfig("unix_socket_directories", "")
                        .setDataDirectoryCustomizer(
                                files -> {
                                    try {
                                        Files.writeString(
                                                files.toPath().resolve("pg_hba.conf"),
                                                "host all guarded all scram-sha-256\n"
                                                        + "host all all all trust\n");
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                })
                        .start();
        execute("create role guarded login password '" + PASSWORD + "'");
        execute("create table orders(id int, late int)");
        execute("insert into orders values (1, 7), (2, 0), (3, 2)");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void asksAndAsserts(DetectorRunner detectors) {
        assertThat(detectors.inspect(new Sql(), config("select 1")))
                .ok()
                .because("answered in ")
                .measured("sql.rows", 1)
                .measured("sql.value:?column?", 1)
                .measured("sql.query.seconds", 0, 30);
        assertThat(
                        detectors.inspect(
                                new Sql(),
                                config(
                                        "select id, late from orders order by id",
                                        "measure",
                                        List.of("late", "id"),
                                        "valueWarn",
                                        5,
                                        "rowsMin",
                                        3)))
                .warn()
                .firstBecause("late is 7; warn above 5")
                .measured("sql.value:late", 7)
                .measured("sql.value:id", 1);
        assertThat(detectors.inspect(new Sql(), config("select 'primary'", "expect", "standby")))
                .critical()
                .because("the query answered primary, not standby");
        assertThat(detectors.inspect(new Sql(), config("select * from orders", "rowsMax", 2)))
                .critical()
                .because("answered more than 2 rows; critical above 2");
        assertThat(detectors.inspect(new Sql(), config("select 1 where false", "rowsMin", 1)))
                .critical()
                .because("answered 0 rows; critical below 1");
        assertThat(detectors.inspect(new Sql(), config("select 1", "measure", List.of("nope"))))
                .unknown()
                .because("no column nope");
    }

    @Test
    void aSlowQuery(DetectorRunner detectors) {
        assertThat(
                        detectors.inspect(
                                new Sql(), config("select pg_sleep(0.3)", "slowWarn", "PT0.2S")))
                .warn()
                .because("; warn above 200 ms");
    }

    @Test
    void isCancelledAtTheDeadlineAlsoInTheServer(DetectorRunner detectors) throws Exception {
        var look =
                detectors
                        .timeout(Duration.ofSeconds(2))
                        .inspect(new Sql(), config("select pg_sleep(3617)"));
        assertThat(look)
                .critical()
                .because("did not answer the query within 1.8 s; the query was cancelled");
        assertEquals("0", busy(), "no query is left in the server");
    }

    @Test
    void changesNothing(DetectorRunner detectors) throws Exception {
        assertThat(detectors.inspect(new Sql(), config("delete from orders")))
                .critical()
                .because("refused the query")
                .because("read-only");
        assertEquals("3", execute("select count(*) from orders"));
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime(DetectorRunner detectors) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x";
            assertThat(
                            detectors
                                    .timeout(Duration.ofSeconds(1))
                                    .inspect(new Sql(), Map.of("target", url)))
                    .critical()
                    .because("could not be connected to within 900 ms");
        }
    }

    @Test
    void aServerThatIsNotThere(DetectorRunner detectors) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(
                        detectors.inspect(
                                new Sql(),
                                Map.of("target", "jdbc:postgresql://127.0.0.1:" + port + "/x")))
                .critical()
                .because("cannot be connected to");
    }

    @Test
    void passwordsAreKept(DetectorRunner detectors) {
        Map<String, ?> right = config("select 1", "user", "guarded", "password", PASSWORD);
        assertThat(detectors.inspect(new Sql(), right)).ok().keptSecrets("password");
        Map<String, ?> wrong = config("select 1", "user", "guarded", "password", "wrong-word");
        assertThat(detectors.inspect(new Sql(), wrong))
                .unknown()
                .because("password authentication failed")
                .keptSecrets("password");
    }

    @Test
    void readsAFileOfSqliteAndMakesNone(DetectorRunner detectors) throws Exception {
        Path file = folder.resolve("a.db");
        Map<String, ?> config =
                Map.of("target", "jdbc:sqlite:" + file, "query", "select count(*) n from t");
        assertThat(detectors.inspect(new Sql(), config))
                .critical()
                .because("there is no file " + file);
        assertFalse(Files.exists(file));
        try (Connection connection =
                        new org.sqlite.JDBC().connect("jdbc:sqlite:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("create table t(x)");
            statement.execute("insert into t values (1), (2)");
        }
        assertThat(detectors.inspect(new Sql(), config)).ok().measured("sql.value:n", 2);
        Map<String, ?> change =
                Map.of("target", "jdbc:sqlite:" + file, "query", "insert into t values (3)");
        assertThat(detectors.inspect(new Sql(), change)).critical().because("refused the query");
    }

    @Test
    void aQueryOfSqliteWithoutEndIsInterruptedAndLeavesTheFileFree(DetectorRunner detectors)
            throws Exception {
        String endless =
                "with recursive n(i) as (select 1 union all select i + 1 from n)"
                        + " select count(*) from n";
        Sql sql = new Sql();
        String file = "jdbc:sqlite:" + Files.createFile(folder.resolve("empty.db"));
        for (String target : List.of("jdbc:sqlite::memory:", file)) {
            detectors.timeout(Duration.ofSeconds(1));
            assertThat(detectors.inspect(sql, Map.of("target", target, "query", endless)))
                    .critical()
                    .because("did not answer the query within 900 ms; the query was cancelled");
            detectors.timeout(Duration.ofMinutes(1));
            assertThat(detectors.inspect(sql, Map.of("target", target))).ok();
        }
    }

    @Test
    void aFileOfSqliteThatDoesNotAnswerIsNotAskedAgain(DetectorRunner detectors) throws Exception {
        Path file = Files.createFile(folder.resolve("away.db"));
        Sql sql;
        try (Away away = new Away(file, detectors)) {
            detectors.timeout(Duration.ofMinutes(1));
            sql = new Sql(List.of(), away.calls());
            for (String each : List.of("" + file, "file:" + file + "?mode=ro")) {
                assertThat(detectors.inspect(sql, Map.of("target", "jdbc:sqlite:" + each)))
                        .unknown()
                        .because("has not answered since an earlier look");
            }
            assertThat(detectors.inspect(sql, Map.of("target", "jdbc:sqlite::memory:"))).ok();
        }
        assertThat(detectors.inspect(sql, Map.of("target", "jdbc:sqlite:" + file))).ok();
    }

    @Test
    void theStoreOfAGantryIsLeftAlone(DetectorRunner detectors) throws Exception {
        Path store = Files.writeString(folder.resolve("gantry.db"), "");
        Files.writeString(folder.resolve("gantry.url"), "");
        Files.createSymbolicLink(folder.resolve("link.db"), store);
        Files.createSymbolicLink(folder.resolve("second.db"), Path.of("link.db"));
        Files.createSymbolicLink(folder.resolve("here"), folder);
        for (String each :
                List.of(
                        "jdbc:sqlite:" + store,
                        "JDBC:SQLite:" + store,
                        "jdbc:sqlite:" + store + "-shm",
                        "jdbc:sqlite:" + store + "?busy_timeout=1",
                        "jdbc:sqlite:" + folder + "/none/../gantry.db",
                        "jdbc:sqlite:" + folder + "/none?/../gantry.db",
                        "jdbc:sqlite:" + folder + "/second.db",
                        "jdbc:sqlite:" + folder + "/here/link.db",
                        "jdbc:sqlite:" + folder + "/here/../" + folder.getFileName() + "/gantry.db",
                        "jdbc:sqlite:file:" + store,
                        "jdbc:sqlite:file://localhost" + store + "?mode=ro&cache=private",
                        "jdbc:sqlite:file:" + folder + "/%67antry.db#x",
                        "jdbc:sqlite:file:" + folder + "/link.db?immutable=1")) {
            assertThat(detectors.inspect(new Sql(), Map.of("target", each)))
                    .unknown()
                    .because("is the store of a Gantry");
        }
        assertThat(detectors.inspect(new Sql(), Map.of("target", "jdbc:sqlite::resource:" + store)))
                .unknown()
                .because("a resource cannot be asked");
        for (String query :
                List.of("attach '" + store + "' as g", "vacuum into '" + folder + "/copy'")) {
            assertThat(
                            detectors.inspect(
                                    new Sql(),
                                    Map.of("target", "jdbc:sqlite::memory:", "query", query)))
                    .critical()
                    .because("refused the query");
        }
        // its folder is somebody else's
        Files.delete(folder.resolve("gantry.url"));
        assertThat(detectors.inspect(new Sql(), Map.of("target", "jdbc:sqlite:file:" + store)))
                .ok();
    }

    @Test
    void driversOfOtherPlugins(DetectorRunner detectors) {
        Map<String, ?> config = Map.of("target", "jdbc:test:x", "query", "select 1");
        assertThat(detectors.inspect(new Sql(), config))
                .unknown()
                .because("no driver takes jdbc:test:x")
                .because("java.sql.Driver");
        Sql other = new Sql(List.of(new TestDriver()), new PathCalls());
        assertThat(detectors.inspect(other, config)).ok().measured("sql.rows", 1);
    }

    @Test
    void leavesNeitherThreadNorDriverBehind(DetectorRunner detectors) {
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
        for (int i = 0; i < 5; i++) {
            assertThat(detectors.inspect(new Sql(), config("select 1"))).ok();
        }
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> !name.startsWith("ForkJoinPool"))
                        .toList());
        assertEquals(
                0,
                DriverManager.drivers()
                        .filter(
                                driver ->
                                        driver.getClass().getName().startsWith("org.postgresql")
                                                || driver.getClass()
                                                        .getName()
                                                        .startsWith("org.sqlite"))
                        .count());
    }

    /** How many sessions of checks work; looked at until it is none, or for some seconds. */
    private static String busy() throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        String seen;
        do {
            seen =
                    execute(
                            "select count(*) from pg_stat_activity where application_name ="
                                    + " 'Gantry check' and state = 'active'");
        } while (!seen.equals("0") && System.nanoTime() < end);
        return seen;
    }

    private static String execute(String sql) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        String url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
        // not by the JDK's list of drivers, from which the detector takes itself out
        try (Connection connection = new org.postgresql.Driver().connect(url, properties);
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    return rows.next() ? rows.getString(1) : "";
                }
            }
            return "";
        }
    }

    private static Map<String, ?> config(String query, Object... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", "jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
        config.put("user", "postgres");
        config.put("query", query);
        config.put("slowWarn", "PT30S");
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return config;
    }
}
