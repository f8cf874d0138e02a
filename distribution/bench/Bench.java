import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Whole-process benchmarks of the built distribution. See README.md beside this file.
 *
 * <pre>java distribution/bench/Bench.java startup|drop|throughput|all [BASELINES]</pre>
 */
static final Path ROOT = Path.of("").toAbsolutePath();
static final Path GANTRY = ROOT.resolve("distribution/target/gantry");
static final Path BENCH = ROOT.resolve("distribution/bench/target");
static final Path PLUGIN = ROOT.resolve("distribution/bench/plugin/target/gantry-bench-plugin-0.1.0-SNAPSHOT.jar");
static final Path WORK = BENCH.resolve("work");
static final HttpClient HTTP = HttpClient.newHttpClient();

void main(String[] args) throws Exception {
    String what = args.length == 0 ? "all" : args[0];
    Path baselines = args.length > 1 ? Path.of(args[1]).toAbsolutePath() : null;
    if (!Files.exists(GANTRY.resolve("bin/gantry"))) {
        System.err.println("Build first, and run from the root: mvn -q -DskipTests package");
        System.exit(2);
    }
    if (what.equals("startup") || what.equals("all")) {
        startup();
    }
    if (what.equals("drop") || what.equals("all")) {
        drop();
    }
    if (what.equals("throughput") || what.equals("all")) {
        throughput(baselines);
    }
}

/** From exec to /readyz, with the sample plugins in the drop folder; against a JVM that does nothing. */
void startup() throws Exception {
    List<Double> fresh = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    List<Double> jvm = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
        Path home = home("startup");
        copyPlugins(home);
        fresh.add(timedStart(home));
        again.add(timedStart(home));
        long start = System.nanoTime();
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-version")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        jvm.add((System.nanoTime() - start) / 1e6);
    }
    IO.println("start-up to ready, 4 sample plugins, median of 7 (range)");
    row("fresh home", fresh, "ms");
    row("same home again", again, "ms");
    row("limit: java -version", jvm, "ms");
    IO.println(String.format("  ratio to the limit       %.1f", median(again) / median(jvm)));
}

double timedStart(Path home) throws Exception {
    long start = System.nanoTime();
    Process gantry = start(home, "");
    double took = (System.nanoTime() - start) / 1e6;
    stop(gantry);
    return took;
}

/** From the copy into the drop folder to the end of the first run on it. */
void drop() throws Exception {
    Path home = home("drop");
    Process gantry = start(home, "");
    Path target = home.resolve("bundles/bench.jar");
    List<Double> accepted = new ArrayList<>();
    List<Double> finished = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
        Path copy = WORK.resolve("bench-" + i + ".jar");
        version(PLUGIN, copy, "1." + i + ".0");
        long start = System.nanoTime();
        Files.copy(copy, target, StandardCopyOption.REPLACE_EXISTING);
        String wanted = "\"active\":\"1." + i + ".0\"";
        while (!body(home, "GET", "/api/v1/plugins/dev.gantry.bench.plugin", "").contains(wanted)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        String run = body(home, "POST", "/api/v1/tasks/bench.noop/runs", "{\"params\":{\"number\":1}}");
        accepted.add((System.nanoTime() - start) / 1e6);
        String id = run.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        while (!body(home, "GET", "/api/v1/runs/" + id, "").contains("\"result\":\"success\"")) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        finished.add((System.nanoTime() - start) / 1e6);
    }
    stop(gantry);
    double first = accepted.removeFirst();
    double firstDone = finished.removeFirst();
    IO.println("cp plugin.jar bundles/ to first run, median of 11 after the first (range)");
    IO.println(String.format("  first in this process    %.0f ms accepted, %.0f ms finished", first, firstDone));
    row("run accepted", accepted, "ms");
    row("run finished", finished, "ms");
}

/** Durable submit to finish, interleaved with the peers. */
void throughput(Path baselines) throws Exception {
    Map<String, List<Double>> results = new LinkedHashMap<>();
    int rounds = Integer.getInteger("rounds", 3);
    for (int i = 0; i < rounds; i++) {
        put(results, "gantry, 8 callers", gantry(8, false, 100_000, 100_000));
        peer(results, "model, 8 callers", baselines, "proto sqlite w1 n=100000 warm=20000 submitters=8");
        peer(results, "db-scheduler, 8 callers", baselines, "db-scheduler sqlite w1 n=8000 warm=2000 submitters=8");
        put(results, "gantry, 512 virtual", gantry(512, true, 500_000, 300_000));
        peer(results, "model, 512 virtual", baselines, "proto sqlite w1 n=500000 warm=100000 submitters=512 vsubmit=1");
        peer(results, "db-scheduler, 512 virtual", baselines, "db-scheduler sqlite w1 n=8000 warm=2000 submitters=512 vsubmit=1");
    }
    IO.println("durable submit to finish on SQLite, runs/s, median of " + rounds + " interleaved rounds (range)");
    results.forEach((name, values) -> row(name, values, "/s"));
    for (String callers : List.of("8 callers", "512 virtual")) {
        double ours = median(results.get("gantry, " + callers));
        for (String peer : List.of("model", "db-scheduler")) {
            List<Double> theirs = results.get(peer + ", " + callers);
            if (theirs != null) {
                IO.println(String.format("  gantry : %-12s %s: %.2f", peer, callers, ours / median(theirs)));
            }
        }
    }
}

double gantry(int callers, boolean virtual, int runs, int warm) throws Exception {
    Path home = home("throughput");
    Files.copy(PLUGIN, home.resolve("bundles/bench.jar"));
    Path installation = WORK.resolve("gantry");
    copyTree(GANTRY, installation);
    Files.copy(BENCH.resolve("gantry-bench-0.1.0-SNAPSHOT.jar"), installation.resolve("system/gantry-bench.jar"), StandardCopyOption.REPLACE_EXISTING);
    ProcessBuilder builder = new ProcessBuilder(installation.resolve("bin/gantry").toString(), "run", "--home", home.toString(), "--port", "0");
    builder.environment().put("GANTRY_OPTS", "-Dgantry.bench.runs=" + runs + " -Dgantry.bench.warm=" + warm + " -Dgantry.bench.callers=" + callers + " -Dgantry.bench.virtual=" + virtual + " " + System.getProperty("opts", ""));
    Process gantry = builder.redirectErrorStream(true).redirectOutput(home.resolve("output.txt").toFile()).start();
    Path result = home.resolve("bench.txt");
    for (int i = 0; i < 24_000 && gantry.isAlive() && !(Files.exists(result) && Files.size(result) > 0); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
    }
    stop(gantry);
    return Double.parseDouble(Files.readString(result).strip());
}

void peer(Map<String, List<Double>> results, String name, Path baselines, String arguments) throws Exception {
    if (baselines == null) {
        return;
    }
    Path copy = WORK.resolve("baselines");
    if (!Files.exists(copy)) {
        copyTree(baselines, copy);
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

void row(String name, List<Double> values, String unit) {
    IO.println(String.format("  %-24s %.0f %s (%.0f to %.0f)", name, median(values), unit,
            values.stream().min(Double::compare).orElseThrow(), values.stream().max(Double::compare).orElseThrow()));
}

double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}

Path home(String name) throws IOException {
    Path home = WORK.resolve(name);
    if (Files.exists(home)) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
    Files.createDirectories(home.resolve("bundles"));
    return home;
}

void copyPlugins(Path home) throws IOException {
    try (Stream<Path> files = Files.list(GANTRY.resolve("bundles"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
            Files.copy(file, home.resolve("bundles").resolve(file.getFileName()));
        }
    }
}

void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.filter(f -> !f.toString().contains("/data/") && !f.toString().contains("/logs/")).toList()) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}

/** A copy of a plugin under another version. */
void version(Path from, Path to, String version) throws IOException {
    try (var in = new java.util.jar.JarFile(from.toFile())) {
        var manifest = in.getManifest();
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(to), manifest)) {
            for (var entry : in.stream().filter(e -> !e.getName().equals("META-INF/MANIFEST.MF")).toList()) {
                out.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                in.getInputStream(entry).transferTo(out);
            }
        }
    }
}

Process start(Path home, String options) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(GANTRY.resolve("bin/gantry").toString(), "run", "--home", home.toString(), "--port", "0");
    builder.environment().put("GANTRY_OPTS", options);
    Process gantry = builder.redirectErrorStream(true).redirectOutput(home.resolve("output.txt").toFile()).start();
    Path url = home.resolve("data/gantry.url");
    for (int i = 0; i < 30_000 && gantry.isAlive(); i++) {
        if (Files.exists(url) && status(Files.readString(url).strip() + "/readyz") == 200) {
            return gantry;
        }
        TimeUnit.MILLISECONDS.sleep(2);
    }
    throw new IOException("not ready: " + Files.readString(home.resolve("output.txt")));
}

int status(String url) throws Exception {
    try {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
        return 0;
    }
}

String body(Path home, String method, String path, String body) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(Files.readString(home.resolve("data/gantry.url")).strip() + path))
            .header("Authorization", "Bearer " + Files.readString(home.resolve("data/admin.token")).strip())
            .header("Content-Type", "application/json")
            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    return answer.body();
}

void stop(Process gantry) throws Exception {
    gantry.destroy();
    if (!gantry.waitFor(60, TimeUnit.SECONDS)) {
        gantry.destroyForcibly();
    }
}
