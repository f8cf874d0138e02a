import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whole-process benchmarks of the built distribution. See README.md beside this file.
 *
 * <pre>java [-Dstore=postgres] distribution/bench/Bench.java
 *     startup|drop|throughput|accounting|telemetry|metrics|w1b|w2|across|w3|w4|w5|recovery|backlog|noisy|lists|viewers|soak|table [BASELINES]</pre>
 */
void main(String[] args) throws Exception {
    String what = args.length == 0 ? "table" : args[0];
    Path baselines = args.length > 1 ? Path.of(args[1]).toAbsolutePath() : null;
    Node.requireBuild();
    for (String each : what.equals("table") ? TABLE : List.of(what)) {
        switch (each) {
            case "startup" -> startup();
            case "drop" -> drop();
            case "accounting" -> accounting();
            case "telemetry" -> Tracing.measure(options -> gantry(true, options));
            case "throughput" -> on(baselines, this::throughput);
            case "w1b" -> on(baselines, new Starts(STORE)::batches);
            case "w2" -> on(baselines, new Starts(STORE)::latency);
            case "across" -> on(null, new Starts(STORE)::across);
            case "w3" -> on(baselines, new Starts(STORE)::naps);
            case "w4" -> on(baselines, new Crash(STORE)::work);
            case "w5" -> on(baselines, new Fires(STORE)::work);
            case "recovery" -> on(null, new Depth(STORE)::recovery);
            case "backlog" -> on(null, new Depth(STORE)::backlog);
            case "noisy" -> on(null, new Noisy(STORE)::work);
            case "lists" -> on(null, new Lists(STORE)::work);
            case "viewers" -> on(null, new Viewers(STORE)::work);
            case "metrics" -> on(null, Scrapes::work);
            case "soak" -> on(null, new Soak(STORE)::work);
            default -> throw new IllegalArgumentException("no benchmark " + each + "; see README.md");
        }
    }
}

/** What the table in README.md is made of, in its order. */
static final List<String> TABLE = List.of("throughput", "w1b", "w2", "across", "w3", "w4", "w5", "recovery", "backlog", "noisy", "soak");

static final List<String> PEERS = List.of("model", "db-scheduler", "DBOS", "JobRunr");

/** From exec to /readyz, with the sample plugins in the drop folder; against a JVM that does nothing. */
void startup() throws Exception {
    List<Double> fresh = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    List<Double> jvm = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
        Path home = Node.home("startup");
        copyPlugins(home);
        fresh.add(timedStart(home));
        again.add(timedStart(home));
        long start = System.nanoTime();
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-version")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        jvm.add((System.nanoTime() - start) / 1e6);
    }
    IO.println("start-up to ready, 4 sample plugins, median of 7 (range)");
    Figures.row("fresh home", fresh, "ms");
    Figures.row("same home again", again, "ms");
    Figures.row("limit: java -version", jvm, "ms");
    IO.println(String.format("  ratio to the limit       %.1f", Figures.median(again) / Figures.median(jvm)));
}

double timedStart(Path home) throws Exception {
    long start = System.nanoTime();
    Node gantry = Node.start(home, "");
    double took = (System.nanoTime() - start) / 1e6;
    gantry.close();
    return took;
}

/** From the copy into the drop folder to the end of the first run on it. */
void drop() throws Exception {
    Path home = Node.home("drop");
    Node gantry = Node.start(home, "");
    Path target = home.resolve("bundles/bench.jar");
    List<Double> accepted = new ArrayList<>();
    List<Double> finished = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
        Path copy = Node.WORK.resolve("bench-" + i + ".jar");
        Jars.version(Node.PLUGIN, copy, "1." + i + ".0");
        long start = System.nanoTime();
        Files.copy(copy, target, StandardCopyOption.REPLACE_EXISTING);
        String wanted = "\"active\":\"1." + i + ".0\"";
        while (!gantry.body("GET", "/api/v1/plugins/dev.gantry.bench.plugin", "").contains(wanted)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        String run = gantry.body("POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{\"number\":1}}");
        accepted.add((System.nanoTime() - start) / 1e6);
        String id = run.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        while (!gantry.body("GET", "/api/v1/runs/" + id, "").contains("\"result\":\"success\"")) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        finished.add((System.nanoTime() - start) / 1e6);
    }
    gantry.close();
    double first = accepted.removeFirst();
    double firstDone = finished.removeFirst();
    IO.println("cp plugin.jar bundles/ to first run, median of 11 after the first (range)");
    IO.println(String.format("  first in this process    %.0f ms accepted, %.0f ms finished", first, firstDone));
    Figures.row("run accepted", accepted, "ms");
    Figures.row("run finished", finished, "ms");
}

/** Where runs are: on SQLite, or with -Dstore=postgres on a PostgreSQL of the benchmark's own. */
static final boolean POSTGRES = System.getProperty("store", "sqlite").equals("postgres");
static final String STORE = POSTGRES ? "PostgreSQL" : "SQLite";

interface Work {
    /** @param place flags for Gantry's JVM that name a new and empty store */
    void work(Peers peers, Callable<String> place) throws Exception;
}

void on(Path baselines, Work work) throws Exception {
    Peers peers = new Peers(baselines);
    if (!POSTGRES) {
        work.work(peers, () -> "");
        return;
    }
    try (Postgres postgres = Postgres.start()) {
        work.work(peers, postgres::database);
    }
}

/** Durable submit to finish, interleaved with the peers. */
void throughput(Peers peers, Callable<String> place) throws Exception {
    Map<String, String> theirs = POSTGRES
            ? Map.of(
                    "model, 8 callers", "proto postgres w1 n=100000 warm=20000 submitters=8 committers=1",
                    "db-scheduler, 8 callers", "db-scheduler postgres w1 n=20000 warm=4000 submitters=8 threads=64 immediate=0",
                    "DBOS, 8 callers", "dbos postgres w1 n=15000 warm=3000 submitters=8 pool=10",
                    "JobRunr, 8 callers", "jobrunr postgres w1 n=12000 warm=2000 submitters=8 threads=500",
                    "model, 512 virtual", "proto postgres w1 n=400000 warm=50000 submitters=512 vsubmit=1 committers=1",
                    "db-scheduler, 512 virtual", "db-scheduler postgres w1 n=20000 warm=4000 submitters=64 vsubmit=1 threads=64 immediate=0")
            : Map.of(
                    "model, 8 callers", "proto sqlite w1 n=100000 warm=20000 submitters=8",
                    "db-scheduler, 8 callers", "db-scheduler sqlite w1 n=8000 warm=2000 submitters=8",
                    "model, 512 virtual", "proto sqlite w1 n=500000 warm=100000 submitters=512 vsubmit=1",
                    "db-scheduler, 512 virtual", "db-scheduler sqlite w1 n=8000 warm=2000 submitters=512 vsubmit=1");
    Rounds rates = new Rounds("runs/s");
    Rounds cpu = new Rounds("µs of processor time a run, client and server");
    for (int i = 0; i < Rounds.COUNT; i++) {
        for (String callers : List.of("8 callers", "512 virtual")) {
            boolean virtual = callers.endsWith("virtual");
            Map<String, Double> ours = gantry(virtual, place.call());
            rates.put("gantry, " + callers, ours.get("rate"));
            cpu.put("gantry, " + callers, ours.get("cpu"));
            for (String peer : PEERS) {
                String arguments = theirs.get(peer + ", " + callers);
                if (arguments != null && peers.there()) {
                    Peers.Found found = peers.run(arguments);
                    rates.put(peer + ", " + callers, found.number("jobs_s"));
                    cpu.put(peer + ", " + callers, (found.number("cpu_client_s") + found.number("cpu_pg_s")) * 1e6 / found.number("n"));
                }
            }
        }
    }
    rates.print("durable submit to finish on " + STORE);
    cpu.print("the same");
    for (String callers : List.of("8 callers", "512 virtual")) {
        rates.ratio("gantry, " + callers, "model, " + callers, 0.6);
        if (POSTGRES) {
            rates.ratio("gantry, " + callers, "db-scheduler, " + callers, callers.startsWith("8") ? 3 : 15);
        }
    }
    cpu.aim("gantry, 8 callers", 110, false);
}

/** What measuring processor time and allocation costs: the same with and without, in turn. */
void accounting() throws Exception {
    Rounds rates = new Rounds("runs/s");
    for (int i = 0; i < Rounds.COUNT; i++) {
        for (boolean on : i % 2 == 0 ? List.of(true, false) : List.of(false, true)) {
            String setting = "-Dgantry.plugins.accounting.sampling=" + on;
            rates.put("8 callers, " + on, gantry(false, setting).get("rate"));
            rates.put("512 virtual, " + on, gantry(true, setting).get("rate"));
        }
    }
    rates.print("processor time and allocation measured (true) or not");
    for (String callers : List.of("8 callers", "512 virtual")) {
        IO.println(String.format("  measured : not, %-11s %.3f", callers, rates.median(callers + ", true") / rates.median(callers + ", false")));
    }
}

/** By so many runs the JVM has compiled what is measured: on two cores the compilers would take one of them. */
static final int WARM = Integer.getInteger("warm", 800_000);

Map<String, Double> gantry(boolean virtual, String options) throws Exception {
    return Drive.run("w1", "-Dgantry.bench.runs=" + (virtual ? 500_000 : 100_000) + " -Dgantry.bench.warm=" + WARM
            + " -Dgantry.bench.callers=" + (virtual ? 512 : 8) + " -Dgantry.bench.virtual=" + virtual + " " + options);
}

void copyPlugins(Path home) throws IOException {
    try (Stream<Path> files = Files.list(Node.INSTALLATION.resolve("bundles"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
            Files.copy(file, home.resolve("bundles").resolve(file.getFileName()));
        }
    }
}

