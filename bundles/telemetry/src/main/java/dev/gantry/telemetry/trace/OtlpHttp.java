package dev.gantry.telemetry.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import java.net.URI;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** OpenTelemetry's own exporter, over the JDK's HTTP client. */
final class OtlpHttp {
    /** Kept, as the JDK forgets the level of a logger that nobody holds. */
    private static final Logger NOISE = Logger.getLogger("io.opentelemetry.exporter");

    private OtlpHttp() {}

    static SpanExporter exporter(URI traces) {
        NOISE.setLevel(Level.OFF);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(OtlpHttp.class.getClassLoader());
        try {
            return OtlpHttpSpanExporter.builder()
                    .setServiceClassLoader(OtlpHttp.class.getClassLoader())
                    .setEndpoint(traces.toString())
                    .setConnectTimeout(Duration.ofSeconds(1))
                    .setTimeout(Duration.ofSeconds(3))
                    .setRetryPolicy(null)
                    .build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
