import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whole-process benchmarks of the built distribution. See README.md beside this file.
 *
 * <pre>java distribution/bench/Bench.java startup|drop|throughput|accounting|noisy|all [BASELINES]</pre>
 */
void main(String[] args) throws Exception {
    String what = args.length == 0 ? "all" : args[0];
    Path baselines = args.length > 1 ? Path.of(args[1]).toAbsolutePath() : null;
    Node.requireBuild();
    if (what.equals("startup") || what.equals("all")) {
        startup();
    }
    if (what.equals("drop") || what.equals("all")) {
        drop();
    }
    if (what.equals("noisy")) {
        noisy();
    }
    if (what.equals("accounting")) {
        accounting();
    }
    if (what.equals("throughput") || what.equals("all")) {
        throughput(baselines);
    }
}

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

/** Durable submit to finish, interleaved with the peers; on SQLite, or with -Dstore=postgres on PostgreSQL. */
void throughput(Path baselines) throws Exception {
    if (System.getProperty("store", "sqlite").equals("sqlite")) {
        throughput("SQLite", baselines, () -> "", Map.of(
                "model, 8 callers", "proto sqlite w1 n=100000 warm=20000 submitters=8",
                "db-scheduler, 8 callers", "db-scheduler sqlite w1 n=8000 warm=2000 submitters=8",
                "model, 512 virtual", "proto sqlite w1 n=500000 warm=100000 submitters=512 vsubmit=1",
                "db-scheduler, 512 virtual", "db-scheduler sqlite w1 n=8000 warm=2000 submitters=512 vsubmit=1"));
        return;
    }
    try (Postgres postgres = Postgres.start()) {
        throughput("PostgreSQL", baselines, postgres::database, Map.of(
                "model, 8 callers", "proto postgres w1 n=100000 warm=20000 submitters=8 committers=1",
                "db-scheduler, 8 callers", "db-scheduler postgres w1 n=20000 warm=4000 submitters=8 threads=64 immediate=0",
                "DBOS, 8 callers", "dbos postgres w1 n=15000 warm=3000 submitters=8 pool=10",
                "JobRunr, 8 callers", "jobrunr postgres w1 n=12000 warm=2000 submitters=8 threads=500",
                "model, 512 virtual", "proto postgres w1 n=400000 warm=50000 submitters=512 vsubmit=1 committers=1",
                "db-scheduler, 512 virtual", "db-scheduler postgres w1 n=20000 warm=4000 submitters=64 vsubmit=1 threads=64 immediate=0"));
    }
}

void throughput(String store, Path baselines, Callable<String> place, Map<String, String> peers) throws Exception {
    Map<String, List<Double>> results = new LinkedHashMap<>();
    int rounds = Integer.getInteger("rounds", 3);
    for (int i = 0; i < rounds; i++) {
        for (String callers : List.of("8 callers", "512 virtual")) {
            boolean virtual = callers.endsWith("virtual");
            int runs = virtual ? 500_000 : 100_000;
            put(results, "gantry, " + callers, gantry(virtual ? 512 : 8, virtual, runs, virtual ? 300_000 : 100_000, place.call()));
            for (String peer : PEERS) {
                String arguments = peers.get(peer + ", " + callers);
                if (arguments != null) {
                    peer(results, peer + ", " + callers, baselines, arguments);
                }
            }
        }
    }
    IO.println("durable submit to finish on " + store + ", runs/s, median of " + rounds + " interleaved rounds (range)");
    results.forEach((name, values) -> Figures.row(name, values, "/s"));
    for (String callers : List.of("8 callers", "512 virtual")) {
        double ours = Figures.median(results.get("gantry, " + callers));
        for (String peer : PEERS) {
            List<Double> theirs = results.get(peer + ", " + callers);
            if (theirs != null) {
                IO.println(String.format("  gantry : %-12s %s: %.2f", peer, callers, ours / Figures.median(theirs)));
            }
        }
    }
}

/** What a tenant feels of another one that submits ten times its quota; see Neighbours in the driver. */
void noisy() throws Exception {
    int rounds = 2 * Integer.getInteger("rounds", 5);
    String lines = driver(0, false, 0, 100_000, "-Dgantry.bench.noisy=true -Dgantry.bench.rounds=" + rounds
            + " -Dgantry.bench.seconds=" + Integer.getInteger("seconds", 5) + " -Dgantry.bench.quota=" + Integer.getInteger("quota", 500));
    Map<String, List<Double>> p50 = new TreeMap<>();
    Map<String, List<Double>> p99 = new TreeMap<>();
    for (String line : lines.lines().toList()) {
        String[] part = line.split(" ");
        p50.computeIfAbsent(part[0], n -> new ArrayList<>()).add(Double.parseDouble(part[1]));
        p99.computeIfAbsent(part[0], n -> new ArrayList<>()).add(Double.parseDouble(part[2]));
        IO.println("    " + line);
    }
    IO.println("a quiet tenant's runs, submit to finished, alone and beside a noisy one, median of " + rounds / 2 + " interleaved rounds (range)");
    for (String who : List.of("quiet", "noisy")) {
        List<Double> tails = p99.get(who);
        IO.println(String.format("  %-24s p50 %.2f, p99 %.2f ms (%.2f to %.2f)", who.equals("quiet") ? "alone" : "beside",
                Figures.median(p50.get(who)), Figures.median(tails), tails.stream().min(Double::compare).orElseThrow(), Figures.max(tails)));
    }
    IO.println(String.format("  p99 beside : alone       %.2f", Figures.median(p99.get("noisy")) / Figures.median(p99.get("quiet"))));
}

/** What measuring processor time and allocation costs: the same with and without, in turn. */
void accounting() throws Exception {
    Map<String, List<Double>> results = new LinkedHashMap<>();
    int rounds = Integer.getInteger("rounds", 5);
    for (int i = 0; i < rounds; i++) {
        for (boolean on : i % 2 == 0 ? List.of(true, false) : List.of(false, true)) {
            String setting = "-Dgantry.plugins.accounting.sampling=" + on;
            put(results, "8 callers, " + on, gantry(8, false, 100_000, 100_000, setting));
            put(results, "512 virtual, " + on, gantry(512, true, 500_000, 300_000, setting));
        }
    }
    IO.println("runs/s with processor time and allocation measured (true) or not, median of " + rounds + " interleaved rounds (range)");
    new TreeMap<>(results).forEach((name, values) -> Figures.row(name, values, "/s"));
    for (String callers : List.of("8 callers", "512 virtual")) {
        IO.println(String.format("  measured : not, %-11s %.3f", callers, Figures.median(results.get(callers + ", true")) / Figures.median(results.get(callers + ", false"))));
    }
}

/** @param options more flags for the JVM, such as where the store is */
double gantry(int callers, boolean virtual, int runs, int warm, String options) throws Exception {
    return Double.parseDouble(driver(callers, virtual, runs, warm, options).strip());
}

/** What the driver bundle wrote. */
String driver(int callers, boolean virtual, int runs, int warm, String options) throws Exception {
    Path home = Node.home("throughput");
    Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
    Path installation = Node.WORK.resolve("gantry");
    Node.copyTree(Node.INSTALLATION, installation);
    Files.copy(Node.BENCH.resolve("gantry-bench-0.1.0-SNAPSHOT.jar"), installation.resolve("system/gantry-bench.jar"), StandardCopyOption.REPLACE_EXISTING);
    Process gantry = Node.launch(installation, home, "-Dgantry.bench.runs=" + Math.max(1, runs) + " -Dgantry.bench.warm=" + warm
            + " -Dgantry.bench.callers=" + Math.max(8, callers) + " -Dgantry.bench.virtual=" + virtual + " " + options + " " + System.getProperty("opts", ""));
    Path result = home.resolve("bench.txt");
    for (int i = 0; i < 24_000 && gantry.isAlive() && !(Files.exists(result) && Files.size(result) > 0); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
    }
    Node.stop(gantry);
    return Files.readString(result);
}

void peer(Map<String, List<Double>> results, String name, Path baselines, String arguments) throws Exception {
    if (baselines == null) {
        return;
    }
    Path copy = Node.WORK.resolve("baselines");
    if (!Files.exists(copy)) {
        Node.copyTree(baselines, copy);
    }
    List<String> command = new ArrayList<>(List.of("bash", copy.resolve("run.sh").toString()));
    command.addAll(Arrays.asList(arguments.split(" ")));
    ProcessBuilder builder = new ProcessBuilder(command).directory(copy.toFile());
    builder.environment().put("JAVA_HOME25", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    String rate = output.replaceAll("(?s).*\"jobs_s\": ?(\\d+).*", "$1");
    if (!rate.matches("\\d+")) {
        throw new IOException(name + ": " + output);
    }
    put(results, name, Double.parseDouble(rate));
}

void put(Map<String, List<Double>> results, String name, double value) {
    results.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    IO.println(String.format("    %-26s %.0f", name, value));
}

void copyPlugins(Path home) throws IOException {
    try (Stream<Path> files = Files.list(Node.INSTALLATION.resolve("bundles"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
            Files.copy(file, home.resolve("bundles").resolve(file.getFileName()));
        }
    }
}

