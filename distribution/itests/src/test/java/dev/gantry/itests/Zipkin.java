package dev.gantry.itests;

import static dev.gantry.itests.Receiver.attributes;
import static dev.gantry.itests.Receiver.hex;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real Zipkin in a process of its own. It takes no OTLP, so spans are written for it as
 * OpenTelemetry says how.
 */
final class Zipkin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final Path output;
    private final String url;

    private Zipkin(Process process, Path output, String url) {
        this.process = process;
        this.output = output;
        this.url = url;
    }

    static Zipkin start(Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path output = Files.createDirectories(folder).resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-jar",
                        System.getProperty("zipkin.jar"),
                        "--armeria.ports[0].ip=127.0.0.1",
                        "--armeria.ports[0].port=" + port,
                        "--armeria.ports[0].protocols[0]=http");
        builder.environment().put("STORAGE_TYPE", "mem");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        Zipkin started = new Zipkin(process, output, "http://127.0.0.1:" + port);
        try {
            started.awaitReady();
        } catch (Throwable e) {
            started.close();
            throw e;
        }
        return started;
    }

    private void awaitReady() throws Exception {
        Waiting.until("Zipkin to be ready; see " + output, PATIENCE, this::health, "200"::equals);
    }

    private String health() throws Exception {
        if (!process.isAlive()) {
            throw new AssertionError("Zipkin ended:\n" + Files.readString(output));
        }
        try {
            return Integer.toString(get("/health").statusCode());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
    }

    /** What its user interface shows a trace at. */
    String page(String traceId) {
        return url + "/zipkin/traces/" + traceId;
    }

    /** The spans of a trace; none if there is no such trace. */
    JsonNode trace(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v2/trace/" + id);
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createArrayNode();
    }

    JsonNode services() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v2/services").body());
    }

    /** Hands over what a Gantry sent. */
    void add(ResourceSpans sent) {
        String service = attributes(sent.getResource().getAttributesList()).get("service.name");
        add(
                sent.getScopeSpansList().stream()
                        .map(ScopeSpans::getSpansList)
                        .flatMap(List::stream)
                        .map(span -> translated(service, span))
                        .toList());
    }

    /** Hands over spans as Zipkin knows them. */
    void add(List<Map<String, Object>> spans) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url + "/api/v2/spans"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(JSON.writeValueAsString(spans)))
                            .build();
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> translated(String service, Span span) {
        Map<String, String> tags = new TreeMap<>(attributes(span.getAttributesList()));
        if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            tags.put("otel.status_code", "ERROR");
            String message = span.getStatus().getMessage();
            tags.put("error", message.isEmpty() ? tags.get("error.type") : message);
        }
        Map<String, Object> zipkin = new LinkedHashMap<>();
        zipkin.put("traceId", hex(span.getTraceId()));
        zipkin.put("id", hex(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
            zipkin.put("parentId", hex(span.getParentSpanId()));
        }
        zipkin.put("name", span.getName());
        String kind = span.getKind().name().replace("SPAN_KIND_", "");
        if (!kind.equals("INTERNAL")) {
            zipkin.put("kind", kind);
        }
        long start = span.getStartTimeUnixNano() / 1000;
        zipkin.put("timestamp", start);
        zipkin.put("duration", Math.max(1, span.getEndTimeUnixNano() / 1000 - start));
        zipkin.put("localEndpoint", Map.of("serviceName", service));
        zipkin.put("tags", tags);
        return zipkin;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
