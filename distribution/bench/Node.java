import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Gantry of the built distribution in a process of its own, over HTTP and its drop folder. */
final class Node implements AutoCloseable {
    static final Path ROOT = Path.of("").toAbsolutePath();
    static final Path INSTALLATION = ROOT.resolve("distribution/target/gantry");
    static final Path BENCH = ROOT.resolve("distribution/bench/target");
    static final Path PLUGIN = ROOT.resolve("distribution/bench/plugin/target/gantry-bench-plugin-0.1.0-SNAPSHOT.jar");
    static final Path WORK = BENCH.resolve("work");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Path home;
    final Process process;
    final String url;
    final String token;

    private Node(Path home, Process process) throws IOException {
        this.home = home;
        this.process = process;
        this.url = Files.readString(home.resolve("data/gantry.url")).strip();
        this.token = Files.readString(home.resolve("data/admin.token")).strip();
    }

    static void requireBuild() {
        if (!Files.exists(INSTALLATION.resolve("bin/gantry"))) {
            System.err.println("Build first, and run from the root: mvn -q -DskipTests package");
            System.exit(2);
        }
    }

    /** Starts and returns when it is ready. */
    static Node start(Path home, String options) throws Exception {
        Process process = launch(INSTALLATION, home, options);
        Path url = home.resolve("data/gantry.url");
        for (int i = 0; i < 30_000 && process.isAlive(); i++) {
            if (Files.exists(url) && status(Files.readString(url).strip() + "/readyz") == 200) {
                return new Node(home, process);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        process.destroyForcibly();
        throw new IOException("not ready: " + Files.readString(home.resolve("output.txt")));
    }

    /** A node that was started elsewhere and is ready. */
    static Node of(Path home, Process process) throws IOException {
        return new Node(home, process);
    }

    static Process launch(Path installation, Path home, String options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                installation.resolve("bin/gantry").toString(), "run", "--home", home.toString(), "--port", "0");
        builder.environment().put("GANTRY_OPTS", options);
        builder.environment().put("GANTRY_PLUGINS_BUILTIN", "false");
        Process process = builder.redirectErrorStream(true).redirectOutput(home.resolve("output.txt").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly)); // nothing is left of a benchmark that is cut off
        return process;
    }

    private static int status(String url) throws Exception {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    String body(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() throws Exception {
        stop(process);
    }

    static void stop(Process process) throws Exception {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** An empty home. */
    static Path home(String name) throws IOException {
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

    static void copyTree(Path from, Path to) throws IOException {
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
}
