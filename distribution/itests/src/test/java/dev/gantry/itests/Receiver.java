package dev.gantry.itests;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes OTLP over HTTP, decodes it, and hands spans on. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<LogRecord> logs = new CopyOnWriteArrayList<>();
    private final List<Metric> metrics = new CopyOnWriteArrayList<>();

    private final Consumer<ResourceSpans> onward;

    Receiver() throws IOException {
        this(_ -> {});
    }

    Receiver(Consumer<ResourceSpans> onward) throws IOException {
        this.onward = onward;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> spans() {
        return spans;
    }

    List<LogRecord> logs() {
        return logs;
    }

    List<Metric> metrics() {
        return metrics;
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/v1/traces" ->
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                            .peek(onward)
                            .flatMap(each -> each.getScopeSpansList().stream())
                            .forEach(each -> spans.addAll(each.getSpansList()));
            case "/v1/logs" ->
                    ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().stream()
                            .flatMap(each -> each.getScopeLogsList().stream())
                            .forEach(each -> logs.addAll(each.getLogRecordsList()));
            default ->
                    ExportMetricsServiceRequest.parseFrom(body).getResourceMetricsList().stream()
                            .flatMap(each -> each.getScopeMetricsList().stream())
                            .forEach(each -> metrics.addAll(each.getMetricsList()));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    static Map<String, String> attributes(List<KeyValue> all) {
        return all.stream()
                .collect(
                        Collectors.toMap(
                                KeyValue::getKey,
                                each ->
                                        each.getValue().hasIntValue()
                                                ? Long.toString(each.getValue().getIntValue())
                                                : each.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
