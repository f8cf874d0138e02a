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
     * @param names that callers may use for this Gantry
     * @param missing what of Gantry is not there, in one sentence
     */
    public static Handler of(
            Resources resources,
            Logins logins,
            ClientCertificates certificates,
            LocalNames names,
            boolean openMetrics,
            Supplier<String> missing,
            Duration heartbeat) {
        Gate gate = new Gate(logins, certificates, names, openMetrics);
        return new ApiHandler(resources, gate, missing, heartbeat);
    }
}
