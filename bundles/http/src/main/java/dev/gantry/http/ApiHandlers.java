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
     * @param missing what of Gantry is not there, in one sentence
     */
    public static Handler of(
            Resources resources, Gate gate, Supplier<String> missing, Duration heartbeat) {
        return new ApiHandler(resources, gate, missing, heartbeat);
    }
}
