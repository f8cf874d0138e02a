package dev.gantry.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A real Prometheus in a process of its own that scrapes a Gantry each second. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Process process;
    private final Path output;
    private final String url;

    private Prometheus(Process process, Path output, String url) {
        this.process = process;
        this.output = output;
        this.url = url;
    }

    /** Skips the test where there is no Prometheus, unless there has to be one. */
    static void require() {
        boolean there = Stream.of("prometheus", "promtool").allMatch(Prometheus::onThePath);
        if (System.getenv("GANTRY_CI") == null) {
            assumeTrue(there, "Prometheus is not installed; apt-get install prometheus");
        } else if (!there) {
            throw new AssertionError("Prometheus is not installed; apt-get install prometheus");
        }
    }

    private static boolean onThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static Prometheus start(Path folder, Gantry gantry, String features) throws Exception {
        Path config =
                Files.writeString(
                        Files.createDirectories(folder).resolve("prometheus.yml"),
                        """
                        global:
                          scrape_interval: 1s
                          scrape_timeout: 1s
                        scrape_configs:
                          - job_name: gantry
                            authorization:
                              credentials_file: %s
                            static_configs:
                              - targets: ["%s"]
                        """
                                .formatted(
                                        gantry.home.resolve("data/admin.token"),
                                        gantry.url().getAuthority()));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(
                                "prometheus",
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--enable-feature=" + features)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Prometheus started = new Prometheus(process, output, "http://127.0.0.1:" + port);
        try {
            started.await("up == 1");
        } catch (Throwable e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Where it answers. */
    String url() {
        return url;
    }

    /** The answer to a query as soon as there is one. */
    JsonNode await(String query) throws Exception {
        return awaitData(path(query), "result", query);
    }

    /** The answer to a query now, which may be empty; throws if it is no query. */
    JsonNode ask(String query) throws Exception {
        return ask(path(query), "result", query).found();
    }

    private static String path(String query) {
        return "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    /** The exemplars of a series as soon as there are any. */
    JsonNode awaitExemplars(String series) throws Exception {
        String path =
                "/api/v1/query_exemplars?start=0&end=32503680000&query="
                        + URLEncoder.encode(series, StandardCharsets.UTF_8);
        return awaitData(path, "", series);
    }

    private JsonNode awaitData(String path, String member, String what) throws Exception {
        try {
            return Waiting.until(
                            "an answer to " + what,
                            PATIENCE,
                            () -> ask(path, member, what),
                            answer -> answer.found().size() > 0)
                    .found();
        } catch (TimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + up());
        }
    }

    private record Answered(JsonNode found, String whole) {}

    private Answered ask(String path, String member, String what) throws Exception {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended:\n" + Files.readString(output));
        }
        String whole;
        try {
            var request = HttpRequest.newBuilder(URI.create(url + path)).build();
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            whole = answer.body();
            if (answer.statusCode() == 503) {
                return new Answered(MissingNode.getInstance(), whole); // it is not up yet
            }
        } catch (IOException e) {
            return new Answered(MissingNode.getInstance(), e.toString());
        }
        JsonNode data = JsonMapper.shared().readTree(whole).path("data");
        if (whole.contains("\"status\":\"error\"")) {
            throw new AssertionError(what + ": " + whole);
        }
        return new Answered(member.isEmpty() ? data : data.path(member), whole);
    }

    private String up() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url + "/api/v1/targets")).build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    /** What promtool finds fault with in an exposition; empty if nothing. */
    static String complaints(Path folder, String exposition) throws Exception {
        Path file = Files.writeString(folder.resolve("exposition.txt"), exposition);
        Process promtool =
                new ProcessBuilder("promtool", "check", "metrics")
                        .redirectInput(file.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? said : said + "exit code " + promtool.exitValue();
    }

    /** The queries in the code blocks of a page. */
    static List<String> queries(Path page) throws IOException {
        List<String> queries = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```promql");
            } else if (inside && !line.isBlank()) {
                queries.add(line.strip());
            }
        }
        return queries;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
