package dev.gantry.telemetry;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** An OTLP/HTTP receiver that keeps what it was sent, or keeps its callers waiting. */
public final class Collector implements AutoCloseable {
    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
    private final List<ResourceLogs> logs = new CopyOnWriteArrayList<>();
    private final List<ResourceMetrics> metrics = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch answer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Collector(CountDownLatch answer, SSLContext tls) throws IOException {
        this.answer = answer;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
        } else {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(
                    new HttpsConfigurator(tls) {
                        @Override
                        public void configure(HttpsParameters parameters) {
                            SSLParameters wanted = tls.getDefaultSSLParameters();
                            wanted.setNeedClientAuth(true);
                            parameters.setSSLParameters(wanted);
                        }
                    });
            server = secure;
        }
        server.setExecutor(threads);
        server.createContext("/v1/", this::receive);
        server.start();
    }

    public static Collector open() throws IOException {
        return new Collector(new CountDownLatch(0), null);
    }

    /** Wants a certificate of whoever sends. */
    public static Collector secure(SSLContext tls) throws IOException {
        return new Collector(new CountDownLatch(0), tls);
    }

    public static Collector thatNeverAnswers() throws IOException {
        return new Collector(new CountDownLatch(1), null);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            answer.await();
            if (!"application/x-protobuf"
                    .equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                exchange.sendResponseHeaders(415, -1);
                return;
            }
            headers.add(exchange.getRequestHeaders());
            switch (exchange.getRequestURI().getPath()) {
                case "/v1/traces" ->
                        received.addAll(
                                ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
                case "/v1/logs" ->
                        logs.addAll(ExportLogsServiceRequest.parseFrom(body).getResourceLogsList());
                case "/v1/metrics" ->
                        metrics.addAll(
                                ExportMetricsServiceRequest.parseFrom(body)
                                        .getResourceMetricsList());
                default -> throw new AssertionError(exchange.getRequestURI());
            }
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets all callers go on. */
    public void answer() {
        answer.countDown();
    }

    public String address() {
        return (server instanceof HttpsServer ? "https" : "http")
                + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    public List<ResourceSpans> received() {
        return received;
    }

    public List<Headers> headers() {
        return headers;
    }

    public List<LogRecord> logs() {
        return scopes().flatMap(it -> it.getLogRecordsList().stream()).toList();
    }

    private Stream<ScopeLogs> scopes() {
        return logs.stream().flatMap(it -> it.getScopeLogsList().stream());
    }

    public LogRecord log(String message) {
        return logs().stream()
                .filter(it -> it.getBody().getStringValue().equals(message))
                .findFirst()
                .orElseThrow(() -> new AssertionError(message + " is not in " + logs()));
    }

    /** Who said so. */
    public String scopeOf(String message) {
        return scopes().filter(
                        it ->
                                it.getLogRecordsList().stream()
                                        .anyMatch(
                                                line ->
                                                        line.getBody()
                                                                .getStringValue()
                                                                .equals(message)))
                .map(it -> it.getScope().getName())
                .findFirst()
                .orElseThrow();
    }

    public Metric metric(String name) {
        return metrics.stream()
                .flatMap(it -> it.getScopeMetricsList().stream())
                .flatMap(it -> it.getMetricsList().stream())
                .filter(it -> it.getName().equals(name))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    public List<Span> spans() {
        return received.stream()
                .flatMap(it -> it.getScopeSpansList().stream())
                .flatMap(it -> it.getSpansList().stream())
                .toList();
    }

    public Span span(String name) {
        List<Span> found = spans().stream().filter(it -> it.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans " + name + " in " + spans());
        }
        return found.getFirst();
    }

    public static String id(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    public static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(
                        Collectors.toMap(
                                KeyValue::getKey,
                                it ->
                                        it.getValue().hasIntValue()
                                                ? "" + it.getValue().getIntValue()
                                                : it.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
