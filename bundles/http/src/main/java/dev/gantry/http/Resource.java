package dev.gantry.http;

import java.util.Map;

/**
 * Endpoints that need the same parts of Gantry. Registered as a service while those parts are
 * there; in the meantime its operations are answered with 503.
 */
public interface Resource {

    /** Endpoints by operation id. */
    Map<String, Endpoint> endpoints();
}
