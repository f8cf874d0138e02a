package dev.gantry.itests;

import dev.gantry.http.contract.ApiContract;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A real Gantry in a process of its own, used as a person uses it. */
final class Gantry implements AutoCloseable {
    static final Path INSTALLATION = Path.of(System.getProperty("gantry.installation")).normalize();
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    final Path home;
    final Process process;
    final Path output;
    private final URI url;
    private final String token;
    private volatile ApiContract contract;

    private Gantry(Path home, Process process, Path output) throws IOException {
        this.home = home;
        this.process = process;
        this.output = output;
        this.url = URI.create(Files.readString(home.resolve("data/gantry.url")).strip());
        this.token = Files.readString(home.resolve("data/admin.token")).strip();
    }

    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    record Exit(int code, String out, String err) {}

    /** Starts on a free port and returns when it is ready. */
    static Gantry start(Path home, String... more) throws Exception {
        Path output = launch(home);
        Process process = process(home, output, more);
        return awaitReady(home, process, output);
    }

    /** As {@link #start(Path, String...)}, from another installation and with more environment. */
    static Gantry start(
            Path installation, Map<String, String> environment, Path home, String... more)
            throws Exception {
        Path output = launch(home);
        return awaitReady(home, process(installation, environment, home, output, more), output);
    }

    static Process process(Path home, Path output, String... more) throws IOException {
        return process(INSTALLATION, Map.of(), home, output, more);
    }

    static Process process(
            Path installation,
            Map<String, String> environment,
            Path home,
            Path output,
            String... more)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(installation.resolve("bin/gantry").toString());
        command.addAll(List.of("run", "--home", home.toString()));
        command.addAll(List.of(more));
        if (!command.contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    static Path launch(Path home) throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.deleteIfExists(home.resolve("data/gantry.url"));
        return home.resolve("output.txt");
    }

    static Gantry awaitReady(Path home, Process process, Path output) throws Exception {
        Path urlFile = home.resolve("data/gantry.url");
        Waiting.Look<Gantry> ready =
                () -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "Gantry ended:\n" + Files.readString(output));
                    }
                    if (!Files.exists(urlFile)) {
                        return null;
                    }
                    Gantry gantry = new Gantry(home, process, output);
                    return gantry.send("GET", "/readyz", null).status() == 200 ? gantry : null;
                };
        try {
            return Waiting.until("Gantry to be ready", PATIENCE, ready, Objects::nonNull);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new TimeoutException("not ready:\n" + Files.readString(output));
        }
    }

    Path drop(Path jar) throws IOException {
        return drop(jar, jar.getFileName().toString());
    }

    Path drop(Path jar, String name) throws IOException {
        Path target = home.resolve("bundles").resolve(name);
        Files.copy(jar, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return target;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(40))
                .header("Authorization", "Bearer " + token);
    }

    URI url() {
        return url;
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws Exception {
        return HTTP.send(request, handler);
    }

    Answer send(String method, String path, Object body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path);
        request.method(
                method,
                switch (body) {
                    case null -> BodyPublishers.noBody();
                    case Path file -> BodyPublishers.ofFile(file);
                    case String text -> BodyPublishers.ofString(text);
                    default -> BodyPublishers.ofString(JSON.writeValueAsString(body));
                });
        request.header(
                "Content-Type",
                body instanceof Path ? "application/java-archive" : "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        var raw = HTTP.send(request.build(), BodyHandlers.ofString());
        demandAsDocumented(method, raw);
        String text = raw.body();
        boolean json =
                raw.headers()
                        .firstValue("Content-Type")
                        .filter(t -> t.contains("json"))
                        .isPresent();
        return new Answer(
                raw.statusCode(),
                json && !text.isEmpty() ? JSON.readTree(text) : JSON.nullNode(),
                raw);
    }

    /** Every answer is one that this Gantry's own OpenAPI document knows. */
    private void demandAsDocumented(String method, HttpResponse<String> answer) throws Exception {
        if (contract == null) {
            contract =
                    new ApiContract(
                            HTTP.send(request("/openapi.json").build(), BodyHandlers.ofByteArray())
                                    .body());
        }
        Map<String, String> headers =
                answer.headers().map().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        field -> field.getKey().toLowerCase(Locale.ROOT),
                                        field -> String.join(", ", field.getValue())));
        ApiContract.Reply reply =
                new ApiContract.Reply(
                        answer.statusCode(),
                        headers,
                        answer.body().getBytes(StandardCharsets.UTF_8));
        List<String> violations = contract.violations(method, answer.uri().getRawPath(), reply);
        if (!violations.isEmpty()) {
            throw new AssertionError("not as in /openapi.json: " + violations);
        }
    }

    JsonNode get(String path) throws Exception {
        Answer answer = send("GET", path, null);
        if (answer.status() != 200) {
            throw new AssertionError("GET " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }

    /** Repeats a look until it shows what is waited for. */
    <T> T await(String what, Waiting.Look<T> look, Predicate<T> good) throws Exception {
        return Waiting.until(what, PATIENCE, look, good);
    }

    /** The revision of a plugin that is in one of the states, once there is one. */
    JsonNode awaitRevision(String pluginOrFile, String state) throws Exception {
        return await(
                pluginOrFile + " to be " + state,
                () -> revision(pluginOrFile, v -> v.path("state").asString().equals(state)),
                found -> found != null);
    }

    JsonNode revision(String pluginOrFile, Predicate<JsonNode> which) throws Exception {
        Answer answer = send("GET", "/api/v1/plugins/" + pluginOrFile, null);
        if (answer.status() != 200) {
            return null;
        }
        for (JsonNode version : answer.body().path("versions")) {
            if (which.test(version)) {
                return version;
            }
        }
        return null;
    }

    JsonNode run(String task, String params) throws Exception {
        return run(task, "{\"params\":" + params + "}", Function.identity());
    }

    private JsonNode run(String task, String body, Function<String, String> path) throws Exception {
        Answer answer =
                send("POST", path.apply("/api/v1/tasks/" + task + "/runs?wait=PT30S"), body);
        if (answer.status() != 200) {
            throw new AssertionError(task + ": " + answer.status() + " " + answer.body());
        }
        return answer.body();
    }

    JsonNode awaitRun(String id, Predicate<JsonNode> good) throws Exception {
        return await("run " + id, () -> get("/api/v1/runs/" + id), good);
    }

    /** The command line, against this Gantry. */
    Exit cli(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(INSTALLATION.resolve("bin/gantry").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GANTRY_HOME", home.toString());
        Process cli = builder.start();
        cli.getOutputStream().close();
        var err = new java.util.concurrent.CompletableFuture<String>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                err.complete(text(cli.getErrorStream().readAllBytes()));
                            } catch (IOException e) {
                                err.completeExceptionally(e);
                            }
                        });
        String out = text(cli.getInputStream().readAllBytes());
        if (!cli.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            cli.destroyForcibly();
            throw new TimeoutException("gantry " + String.join(" ", arguments));
        }
        return new Exit(cli.exitValue(), out, err.get());
    }

    String log() throws IOException {
        return Files.readString(output);
    }

    /** SIGTERM, and the exit code. */
    int stop() throws Exception {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new TimeoutException("did not stop:\n" + log());
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        if (process.isAlive()) {
            stop();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
