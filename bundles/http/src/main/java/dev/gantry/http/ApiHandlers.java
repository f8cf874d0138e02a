package dev.gantry.http;

import org.eclipse.jetty.server.Handler;

import java.time.Duration;
import java.util.function.Supplier;

/** Makes the handler of the whole API. */
public final class ApiHandlers {
    private ApiHandlers() {}

    /**
     * The handler.
     *
     * @param loopback whether the server is bound to loopback
     * @param missing what of Gantry is not there, in one sentence
     */
    public static Handler of(
            Resources resources,
            Logins logins,
            ClientCertificates certificates,
            boolean loopback,
            boolean openMetrics,
            Supplier<String> missing,
            Duration heartbeat) {
        Gate gate = new Gate(logins, certificates, loopback, openMetrics);
        return new ApiHandler(resources, gate, missing, heartbeat);
    }
}
