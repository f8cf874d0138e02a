package dev.gantry.testkit;

import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real Gantry that a test has for itself; see {@link GantryServer}. Thread-safe, but for {@link
 * #crash}. What does not come within a minute fails the test.
 */
public final class Gantry {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger checks = new AtomicInteger();
    private final ServerProcess process;
    private volatile ServerProcess.Address address;

    private Gantry(ServerProcess process) {
        this.process = process;
    }

    static Gantry start(Path installation, List<String> settings) throws Exception {
        Gantry gantry = new Gantry(new ServerProcess(installation, settings));
        try {
            gantry.boot();
        } catch (Exception | AssertionError e) {
            WhatGantrySaid.addTo(e, gantry.output());
            gantry.close();
            throw e;
        }
        return gantry;
    }

    private void boot() throws Exception {
        address = process.start();
        await("Gantry to be ready", () -> send("GET", "/readyz", "").statusCode() == 200);
    }

    /** Its home: {@code bundles/}, {@code conf/}, {@code data/}. */
    public Path home() {
        return process.home();
    }

    /** The address of its API. */
    public URI url() {
        return address.url();
    }

    /** What it wrote to its output so far. */
    public String output() {
        return process.output();
    }

    /**
     * Lets a task work and waits until its run is over.
     *
     * @param params a record, a map, or text with a JSON object
     * @throws AssertionError if Gantry refuses the run, with what it says
     */
    public FinishedRun run(String task, Object params) throws IOException, InterruptedException {
        JsonNode run =
                demand(
                        send(
                                "POST",
                                "/api/v1/tasks/" + task + "/runs?wait=PT50S",
                                "{\"params\":" + json(params) + "}"));
        return finished(run.path("id").asString());
    }

    /**
     * Starts a run and does not wait for it.
     *
     * @param params as for {@link #run}
     * @return the run's id
     */
    public String start(String task, Object params) throws IOException, InterruptedException {
        String body = "{\"params\":" + json(params) + "}";
        return demand(send("POST", "/api/v1/tasks/" + task + "/runs", body)).path("id").asString();
    }

    /** Waits until a run is over. */
    public FinishedRun finished(String id) throws IOException, InterruptedException {
        String path = "/api/v1/runs/" + id;
        await(
                "run " + id + " to be over",
                () -> demand(send("GET", path, "")).path("state").asString().equals("finished"));
        return FinishedRun.of(demand(send("GET", path, "")), log(path));
    }

    private List<String> log(String run) throws IOException, InterruptedException {
        List<String> log = new ArrayList<>();
        String after = "0";
        JsonNode next;
        do {
            JsonNode page = demand(send("GET", run + "/logs?limit=1000&after=" + after, ""));
            page.path("items").forEach(line -> log.add(line.path("message").asString()));
            next = page.path("next");
            after = next.toString();
        } while (next.isNumber());
        return log;
    }

    /**
     * Lets a detector look once, as a check of its own.
     *
     * @param config a record, a map, or text with a JSON object
     * @throws AssertionError if Gantry refuses the check, or if the look itself broke
     */
    public Verdict inspect(String detector, Object config)
            throws IOException, InterruptedException {
        // of its own: what an earlier one looks at still is not taken for this one
        String path = "/api/v1/checks/under-test-" + checks.incrementAndGet();
        String body =
                "{\"detector\":\"%s\",\"interval\":\"PT1H\",\"config\":%s}"
                        .formatted(detector, json(config));
        demand(send("PUT", path, body));
        JsonNode last;
        try {
            await(
                    "check of " + detector,
                    () -> demand(send("GET", path, "")).path("last").isObject());
            last = demand(send("GET", path, "")).path("last");
        } finally {
            send("DELETE", path, "");
        }
        List<String> reasons = new ArrayList<>();
        last.path("reasons").forEach(reason -> reasons.add(reason.asString()));
        String status = last.path("status").asString();
        if (status.equals("error")) {
            throw new AssertionError("the look broke: " + reasons);
        }
        Map<String, Double> measured = new LinkedHashMap<>();
        last.path("measurements")
                .properties()
                .forEach(each -> measured.put(each.getKey(), each.getValue().asDouble()));
        return new Verdict(Status.valueOf(status.toUpperCase(Locale.ROOT)), reasons, measured);
    }

    /**
     * Puts the JAR of a plugin before Gantry and waits until it is active.
     *
     * @return the plugin's id
     * @throws AssertionError if Gantry refuses it, with its sentence
     */
    public String drop(Path jar) throws IOException, InterruptedException {
        String name = URLEncoder.encode(jar.getFileName().toString(), StandardCharsets.UTF_8);
        HttpRequest request =
                request("/api/v1/plugins?filename=" + name)
                        .header("Content-Type", "application/java-archive")
                        .POST(BodyPublishers.ofFile(jar))
                        .build();
        return demand(http.send(request, BodyHandlers.ofString())).path("id").asString();
    }

    /**
     * A request of the API for what is not here, with the token in it.
     *
     * @param path with its query, as {@code /api/v1/plugins}
     */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.url().resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + address.token());
    }

    /**
     * Sends JSON.
     *
     * @param body may be empty
     */
    public HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Kills its process as a power cut does, and starts it again with what is on disk. */
    public void crash() throws Exception {
        process.kill();
        boot();
    }

    /** Where files of the test may be that go with it. */
    Path work() {
        return process.work();
    }

    void close() {
        http.shutdownNow();
        process.close();
    }

    private static String json(Object params) {
        return params instanceof String text ? text : JSON.writeValueAsString(params);
    }

    private static JsonNode demand(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(
                    "Gantry answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    private interface Look {
        boolean good() throws IOException, InterruptedException;
    }

    private void await(String what, Look look) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.good()) {
            if (System.nanoTime() > end || !process.alive()) {
                throw new AssertionError("waited in vain for " + what);
            }
            process.moment();
        }
    }
}
