package dev.gantry.probes.net;

import java.net.URI;
import java.util.Locale;

/**
 * An address of HTTP, taken to pieces.
 *
 * @param path with the query
 */
record HttpAddress(boolean secure, Target target, String path) {

    /**
     * Takes an address to pieces.
     *
     * @throws IllegalArgumentException if it is none that can be called
     */
    static HttpAddress of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "`target`: %s is no address with http:// or https:// and a host"
                            .formatted(uri));
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "`target` holds a user or password, which would be shown; send them as Authorization in `secretHeaders`");
        }
        boolean secure = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new HttpAddress(
                secure,
                new Target(host, port),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** As in the header Host: the port is there if it is not the usual one. */
    String authority() {
        boolean usual = target.port() == (secure ? 443 : 80);
        String whole = target.toString();
        return usual ? whole.substring(0, whole.lastIndexOf(':')) : whole;
    }

    URI uri() {
        return URI.create((secure ? "https://" : "http://") + authority() + path);
    }

    /** Whether secrets for {@code other} may go here as well. */
    boolean sameOrigin(HttpAddress other) {
        // equals of a record was seen to keep the plugin's class loader in memory
        return secure == other.secure && authority().equals(other.authority());
    }
}
