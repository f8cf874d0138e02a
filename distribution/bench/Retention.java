import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What deleting costs those who run work: one node with many finished runs, callers that submit no-op runs over HTTP,
 * and windows with and without deletions in turn, switched by a rule while the node is up.
 */
static final int MANY = Integer.getInteger("runs", 10_000_000);
static final int WINDOWS = Integer.getInteger("windows", 7);
static final int SECONDS = Integer.getInteger("seconds", 8);
static final int CALLERS = Integer.getInteger("callers", 8);
static final String RULE = "/api/v1/retention/bench.old";

/** One window. */
record Window(double perSecond, double p50, double p99, double deleted) {}

void main() throws Exception {
    Node.requireBuild();
    Path home = Node.home("retention");
    Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
    Node.start(home, "-Xmx1g").close();
    long begin = System.nanoTime();
    seed(home.resolve("data/gantry.db"));
    long full = Files.size(home.resolve("data/gantry.db"));
    IO.println(String.format("%,d finished runs, %,d MB, made in %.0f s", MANY, full >> 20, (System.nanoTime() - begin) / 1e9));
    try (Node node = Node.start(home, "-Xmx1g")) {
        while (!node.body("GET", "/api/v1/tasks/bench.noop", "").contains("\"params\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        rule(node, "PT0S");
        long counting = System.nanoTime();
        while (Curves.sum(node.body("GET", "/metrics", ""), "gantry_retention_runs") < MANY) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
        IO.println(String.format("counted in %.0f s, beside nothing else", (System.nanoTime() - counting) / 1e9));
        window(node);
        List<Window> off = new ArrayList<>();
        List<Window> on = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            rule(node, "PT0S");
            off.add(window(node));
            rule(node, "P1D");
            on.add(window(node));
        }
        rows("off", off);
        rows("on", on);
        IO.println(String.format("  on / off: throughput %.3f, p50 %.2f, p99 %.2f",
                of(on, Window::perSecond) / of(off, Window::perSecond),
                of(on, Window::p50) / of(off, Window::p50), of(on, Window::p99) / of(off, Window::p99)));
    }
}

static double of(List<Window> windows, java.util.function.Function<Window, Double> figure) {
    return Figures.median(windows.stream().map(figure).toList());
}

static void rows(String name, List<Window> windows) {
    Figures.row(name + ": submits", windows.stream().map(Window::perSecond).toList(), "/s");
    Figures.row(name + ": p50", windows.stream().map(Window::p50).toList(), "µs");
    Figures.row(name + ": p99", windows.stream().map(Window::p99).toList(), "µs");
    Figures.row(name + ": deleted", windows.stream().map(Window::deleted).toList(), "/s");
}

static void rule(Node node, String age) throws Exception {
    String answer = node.body("PUT", RULE, "{\"age\":\"" + age + "\",\"runs\":0,\"bytes\":0}");
    if (!answer.contains("effective")) {
        throw new IOException(answer);
    }
}

static double deleted(Node node) throws Exception {
    return Curves.sum(node.body("GET", "/metrics", ""), "gantry_retention_pruned_total");
}

static Window window(Node node) throws Exception {
    double before = deleted(node);
    List<List<Double>> took = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
        List<Double> its = new ArrayList<>();
        took.add(its);
        callers.add(Thread.ofPlatform().start(() -> submit(node, over, its)));
    }
    TimeUnit.SECONDS.sleep(SECONDS);
    over.set(true);
    for (Thread caller : callers) {
        caller.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<Double> all = took.stream().flatMap(List::stream).toList();
    return new Window(all.size() / seconds, Figures.percentile(all, 50), Figures.percentile(all, 99),
            (deleted(node) - before) / seconds);
}

static void submit(Node node, AtomicBoolean over, List<Double> took) {
    try (Wire wire = new Wire(node)) {
        while (!over.get()) {
            long begin = System.nanoTime();
            Wire.Answer answer = wire.send("POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{}}");
            if (answer.status() != 202) {
                throw new IOException(answer.body());
            }
            took.add((System.nanoTime() - begin) / 1e3);
        }
    } catch (IOException e) {
        throw new IllegalStateException(e);
    }
}

/** Runs that ended forty days ago, one each 100 ms before that. */
static void seed(Path file) throws Exception {
    try (Stream<Path> jars = Files.list(Node.INSTALLATION.resolve("system"))) {
        Path jar = jars.filter(p -> p.getFileName().toString().startsWith("sqlite-jdbc")).findFirst().orElseThrow();
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getSystemClassLoader());
        Driver driver = (Driver) loader.loadClass("org.sqlite.JDBC").getConstructor().newInstance();
        try (Connection connection = driver.connect("jdbc:sqlite:" + file, new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + MANY + "),"
                    + " t (at) AS (SELECT (unixepoch() - 40 * 86400) * 1000 - (" + MANY + " - i) * 100 FROM n)"
                    + " INSERT INTO run (id, task, tenant, state, due, attempt, started, finished, provider, params, output)"
                    + " SELECT (at - 1735689600000) << 22, 'bench.old', 'default', 1, at, 1, at, at + 5, 0,"
                    + " '{\"directory\":\"/tmp\",\"olderThan\":\"P30D\"}', '{\"deleted\":12}' FROM t");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
