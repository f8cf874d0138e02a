package dev.gantry.telemetry.otlp;

import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** OpenTelemetry's own exporters, over the JDK's HTTP client. */
public final class OtlpHttp {
    /** Kept, as the JDK forgets the level of a logger that nobody holds. */
    private static final Logger NOISE = Logger.getLogger("io.opentelemetry.exporter");

    private static final Duration CONNECT = Duration.ofSeconds(1);

    private OtlpHttp() {}

    /** For spans. */
    public static SpanExporter spans(OtlpSettings settings) {
        return inBundle(
                () -> {
                    var builder =
                            OtlpHttpSpanExporter.builder()
                                    .setServiceClassLoader(OtlpHttp.class.getClassLoader())
                                    .setEndpoint(target(settings, OtlpSettings.Signal.TRACES))
                                    .setConnectTimeout(CONNECT)
                                    .setTimeout(settings.timeout())
                                    .setCompression(settings.gzip() ? "gzip" : "none")
                                    .setRetryPolicy(null);
                    settings.headers().forEach(builder::addHeader);
                    settings.certificates()
                            .ifPresent(tls -> builder.setSslContext(tls.context(), tls.trust()));
                    return builder.build();
                });
    }

    /** For metrics. */
    public static MetricExporter metrics(OtlpSettings settings) {
        return inBundle(
                () -> {
                    var builder =
                            OtlpHttpMetricExporter.builder()
                                    .setServiceClassLoader(OtlpHttp.class.getClassLoader())
                                    .setEndpoint(target(settings, OtlpSettings.Signal.METRICS))
                                    .setConnectTimeout(CONNECT)
                                    .setTimeout(settings.timeout())
                                    .setCompression(settings.gzip() ? "gzip" : "none")
                                    .setRetryPolicy(null);
                    settings.headers().forEach(builder::addHeader);
                    settings.certificates()
                            .ifPresent(tls -> builder.setSslContext(tls.context(), tls.trust()));
                    return builder.build();
                });
    }

    /** For lines of logs. */
    public static LogRecordExporter logs(OtlpSettings settings) {
        return inBundle(
                () -> {
                    var builder =
                            OtlpHttpLogRecordExporter.builder()
                                    .setServiceClassLoader(OtlpHttp.class.getClassLoader())
                                    .setEndpoint(target(settings, OtlpSettings.Signal.LOGS))
                                    .setConnectTimeout(CONNECT)
                                    .setTimeout(settings.timeout())
                                    .setCompression(settings.gzip() ? "gzip" : "none")
                                    .setRetryPolicy(null);
                    settings.headers().forEach(builder::addHeader);
                    settings.certificates()
                            .ifPresent(tls -> builder.setSslContext(tls.context(), tls.trust()));
                    return builder.build();
                });
    }

    private static String target(OtlpSettings settings, OtlpSettings.Signal signal) {
        return settings.target(signal).toString();
    }

    /** Services of the bundle are found by its class loader only. */
    private static <T> T inBundle(Supplier<T> make) {
        NOISE.setLevel(Level.OFF);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OtlpHttp.class.getClassLoader());
        try {
            return make.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
