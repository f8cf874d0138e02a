import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a person or a console asks of a node with many finished runs, and how long it takes. */
final class Lists {
    static final int RUNS = Integer.getInteger("finished", 1_000_000);
    private static final int CALLS = Integer.getInteger("calls", 30);
    private static final int WARM = 5;
    private static final long DAYS_MS = TimeUnit.HOURS.toMillis(166);

    /** The same for both databases: runs of the last seven days, one after another. */
    private static final String FILL = """
            INSERT INTO run (id, task, tenant, state, due, attempt, started, finished, provider, params, spec, output, error%1$s)
            SELECT ((made - 1735689600000) << 22) | (n & 1023),
              CASE WHEN n %% 10000 = 7 THEN 'rare.task' ELSE 'work.task' || (n * 7 %% 20) END,
              CASE WHEN n %% 9973 = 5 THEN 'rare' ELSE 'tenant' || (n %% 3) END,
              CASE WHEN n %% 50 = 0 THEN 2 WHEN n %% 500 = 1 THEN 4 WHEN n %% 1000 = 2 THEN 5 ELSE 1 END,
              made, 1, made + 40, made + 40 + n * 7919 %% 3000, 1,
              '{"number":' || n || ',"directory":"/var/spool/of/some/length/which/is/usual","olderThan":"P30D"}',
              CASE WHEN n %% 5 = 0 THEN '{"labels":{"team":"ops' || (n %% 7) || '","order":"' || n || '"}}' END,
              CASE WHEN n %% 50 <> 0 AND n %% 500 <> 1 THEN '{"deleted":' || (n %% 100) || ',"bytes":' || n || '}' END,
              CASE WHEN n %% 50 = 0 THEN '{"type":"java.io.IOException","message":"no room left on device ' || (n %% 1000) || '","phase":"execute"}'
                WHEN n %% 500 = 1 THEN '{"type":"timeout","message":"it took longer than PT1M","phase":"execute"}' END%2$s
            FROM (SELECT n, %3$d + n * %4$d / %5$d AS made FROM %6$s) AS made_up""";

    private static final String SERIES =
            "(WITH RECURSIVE s(n) AS (VALUES (CAST(0 AS BIGINT)) UNION ALL SELECT n + 1 FROM s WHERE n + 1 < %d) SELECT n FROM s) AS series";

    private final String store;

    Lists(String store) {
        this.store = store;
    }

    void work(Peers none, Callable<String> place) throws Exception {
        try (Node node = filled(place.call())) {
            List<Double> all = new ArrayList<>();
            IO.println(String.format("with %,d finished runs, on %s", RUNS, store));
            try (Wire wire = new Wire(node)) {
                for (int i = 0; i < WARM; i++) {
                    for (String each : questions(wire).values()) {
                        wire.send("GET", "/api/v1/" + each, "");
                    }
                }
                for (Map.Entry<String, String> each : questions(wire).entrySet()) {
                    List<Double> times = new ArrayList<>();
                    for (int i = -WARM; i < CALLS; i++) {
                        long start = System.nanoTime();
                        Wire.Answer answer = wire.send("GET", "/api/v1/" + each.getValue(), "");
                        if (answer.status() != 200) {
                            throw new IOException(each + ": " + answer.body());
                        }
                        if (i >= 0) {
                            times.add((System.nanoTime() - start) / 1e6);
                        }
                    }
                    Figures.tail(each.getKey(), times, "ms");
                    all.addAll(times);
                }
            }
            export(node);
            Rounds.judge("p99 of all, ms", Figures.percentile(all, 99), 200, false);
        }
    }

    /** A node over so many finished runs, which it has counted. */
    static Node filled(String options) throws Exception {
        Path home = Node.home("lists");
        Node.start(home, options).close();
        long start = System.nanoTime();
        fill(home, options);
        IO.println(String.format(Locale.ROOT, "    %,d runs written in %.0f s", RUNS, (System.nanoTime() - start) / 1e9));
        start = System.nanoTime();
        Node node = Node.start(home, options);
        IO.println(String.format(Locale.ROOT, "    ready after %.1f s", (System.nanoTime() - start) / 1e9));
        String path = "/api/v1/statistics?window=P7D&step=PT1H";
        while (sum(node.body("GET", path, "")) < RUNS * 0.9) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        IO.println(String.format(Locale.ROOT, "    all counted after %.1f s", (System.nanoTime() - start) / 1e9));
        return node;
    }

    private static long sum(String statistics) {
        String series = statistics.substring(statistics.indexOf("\"tasks\""));
        long sum = 0;
        for (String part : series.split("\"success\":")) {
            String digits = part.replaceAll("(?s)^(\\d*).*", "$1");
            sum += digits.isEmpty() ? 0 : Long.parseLong(digits);
        }
        return sum;
    }

    private static void fill(Path home, String options) throws Exception {
        boolean postgres = options.contains("jdbc:postgresql");
        String url = postgres ? options.replaceAll(".*-Dgantry.store.url=(\\S+).*", "$1") : "jdbc:sqlite:" + home.resolve("data/gantry.db");
        Properties properties = new Properties();
        if (postgres) {
            properties.put("user", "postgres");
        } else {
            Files.createDirectories(home.resolve("native"));
            System.setProperty("org.sqlite.tmpdir", home.resolve("native").toString());
        }
        try (URLClassLoader loader = new URLClassLoader(drivers(), Lists.class.getClassLoader());
                Connection connection = driver(loader, postgres).connect(url, properties);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            insert(statement, postgres);
            connection.commit();
            connection.setAutoCommit(true);
            if (postgres) {
                statement.execute("VACUUM ANALYZE run");
            }
        }
    }

    private static void insert(Statement statement, boolean postgres) throws SQLException {
        statement.execute("INSERT INTO provider (name) VALUES ('acme.files 1.2.0 " + "ab".repeat(32) + "')");
        long first = System.currentTimeMillis() - DAYS_MS;
        statement.execute(String.format(Locale.ROOT, FILL, postgres ? ", owner" : "", postgres ? ", 1" : "", first, DAYS_MS, RUNS,
                String.format(Locale.ROOT, SERIES, RUNS)));
    }

    private static URL[] drivers() throws IOException {
        try (Stream<Path> files = Files.walk(Node.INSTALLATION.resolve("system"))) {
            List<URL> found = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().matches(".*/[^/]*(sqlite-jdbc|postgresql|slf4j)[^/]*\\.jar")).toList()) {
                found.add(file.toUri().toURL());
            }
            return found.toArray(URL[]::new);
        }
    }

    private static Driver driver(ClassLoader loader, boolean postgres) throws ReflectiveOperationException {
        return (Driver) loader.loadClass(postgres ? "org.postgresql.Driver" : "org.sqlite.JDBC").getConstructor().newInstance();
    }

    /** What is asked, by what it is called. */
    private static Map<String, String> questions(Wire wire) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("newest runs", "runs?limit=50");
        for (String filter : List.of("state=finished", "state=running", "state=blocked", "result=success", "result=failure", "result=timeout",
                "result=error", "task=work.task3", "task=rare.task", "task=none.such", "tenant=tenant1", "tenant=rare", "tenant=none",
                "plugin=acme.files", "plugin=acme.none", "label=team=ops3", "label=order=5", "label=team=none", "deadLetter=true",
                "task=work.task3&result=failure", "task=work.task3&tenant=tenant1", "task=rare.task&result=failure", "tenant=rare&result=success",
                "tenant=rare&task=rare.task", "task=work.task3&label=team=ops3", "task=none.such&label=team=none", "task=rare.task&deadLetter=true",
                "q=work.task3", "q=rare", "q=ops3", "q=order%3D5", "q=no+room", "q=zzz", "q=0", "q=zz%3Dzz", "task=rare.task&q=ops")) {
            all.put(filter, "runs?limit=50&" + filter);
        }
        String middle = id(wire, System.currentTimeMillis() - DAYS_MS / 2);
        String end = id(wire, System.currentTimeMillis() - DAYS_MS + 60_000);
        all.put("in the middle", "runs?limit=50&cursor=" + middle);
        all.put("near the end", "runs?limit=50&cursor=" + end);
        all.put("task, in the middle", "runs?limit=50&task=work.task3&cursor=" + middle);
        all.put("children", "runs?limit=50&parent=" + middle);
        all.put("one by its id", "runs?q=" + middle);
        all.put("those of an hour", "runs?limit=50&before=" + java.time.Instant.now().minusSeconds(300_000)
                + "&after=" + java.time.Instant.now().minusSeconds(303_600));
        for (String window : List.of("window=PT1H&step=PT1M", "window=PT24H&step=PT1M", "window=PT24H&step=PT10M", "window=P7D&step=PT10M",
                "window=P7D&step=PT1H", "window=PT1H&step=PT1M&task=work.task3", "window=PT1H&step=PT1M&tenant=rare")) {
            all.put("statistics, " + window.replace("window=", "").replace("step=", ""), "statistics?" + window);
        }
        all.put("attention", "attention");
        return all;
    }

    /** The id of the newest run that was made before then. */
    private static String id(Wire wire, long before) throws IOException {
        return wire.send("GET", "/api/v1/runs?limit=1&before=" + java.time.Instant.ofEpochMilli(before), "").member("id");
    }

    /** From the request to the first line, of exports of everything and of little. */
    private static void export(Node node) throws Exception {
        for (String filter : List.of("", "?task=rare.task", "?result=failure", "?q=ops3")) {
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                var connection = (java.net.HttpURLConnection) URI.create(node.url + "/api/v1/runs/export" + filter).toURL().openConnection();
                connection.setRequestProperty("Authorization", "Bearer " + node.token);
                try (var in = connection.getInputStream()) {
                    in.read();
                    times.add((System.nanoTime() - start) / 1e6);
                } finally {
                    connection.disconnect();
                }
            }
            Figures.tail("export" + filter + ", first byte", times, "ms");
        }
    }
}
