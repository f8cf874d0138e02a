package dev.gantry.telemetry.trace;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.meter.Meters;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.net.URI;

/**
 * A trace of each run, by OTLP over HTTP, if the setting {@value #ENDPOINT} says where to. Without
 * it nothing listens, and nothing of OpenTelemetry is loaded.
 */
@Component(
        service = {},
        immediate = true)
public final class RunTraces {
    static final String ENDPOINT = "gantry.telemetry.otlp.endpoint";

    private final TraceExport export;
    private final ServiceRegistration<EventListener> registration;

    /**
     * Starts to listen if it is set to.
     *
     * @throws IllegalArgumentException if the endpoint is not an address
     */
    @Activate
    public RunTraces(BundleContext bundle, @Reference Meters meters) {
        Settings settings = new Settings(bundle::getProperty);
        String endpoint = settings.text(ENDPOINT, null);
        if (endpoint == null) {
            export = null;
            registration = null;
            return;
        }
        URI traces = traces(endpoint);
        export =
                new TraceExport(
                        TraceExport.Limits.DEFAULT,
                        new RunSpans(settings.text("gantry.version", "unknown")),
                        traces,
                        OtlpHttp::exporter,
                        meters);
        registration = bundle.registerService(EventListener.class, export, null);
    }

    /** Where traces go, given a collector's base address or the very path. */
    static URI traces(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                String base = endpoint.replaceAll("/+$", "");
                return URI.create(base.endsWith("/v1/traces") ? base : base + "/v1/traces");
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                ENDPOINT
                        + ": expected the HTTP address of an OTLP receiver such as"
                        + " http://127.0.0.1:4318, got "
                        + endpoint);
    }

    /** Sends what is there, for a few seconds at most. */
    @Deactivate
    public void close() {
        if (export != null) {
            registration.unregister();
            export.close();
        }
    }
}
