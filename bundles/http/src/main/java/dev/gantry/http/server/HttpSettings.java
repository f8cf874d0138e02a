package dev.gantry.http.server;

import dev.gantry.spi.config.Settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the server is told.
 *
 * @param port 0 for any free one
 * @param openMetrics whether metrics want no token
 * @param home the folder that holds {@code data}
 * @param heartbeat a stream that has nothing to say sends a comment this often
 * @param idleTimeout a client that does not read, or does not write, for so long is dropped; longer
 *     than {@code heartbeat}
 * @param stopTimeout how long requests may take to finish when the server is closed
 * @param tls {@code null} for plain HTTP
 * @param address of this Gantry as browsers know it, without a slash at the end; {@code null} if
 *     that is what they call
 * @param rate requests a second of one caller; 0 for any number
 */
public record HttpSettings(
        String host,
        int port,
        boolean openMetrics,
        Path home,
        Duration heartbeat,
        Duration idleTimeout,
        Duration stopTimeout,
        HttpTls tls,
        String address,
        long rate) {
    /** What a caller may ask in a second if nothing is said: more than any should. */
    static final long RATE = 10_000;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** Over plain HTTP, at the usual rate. */
    public HttpSettings(
            String host,
            int port,
            boolean openMetrics,
            Path home,
            Duration heartbeat,
            Duration idleTimeout,
            Duration stopTimeout) {
        this(host, port, openMetrics, home, heartbeat, idleTimeout, stopTimeout, null, null, RATE);
    }

    /**
     * Reads {@code gantry.http.host}, {@code gantry.http.port}, {@code gantry.http.tls.…}, {@code
     * gantry.http.rate} and {@code gantry.metrics.open}.
     *
     * @throws IllegalArgumentException naming the key, the value and what was expected
     */
    public static HttpSettings read(Settings settings) {
        return new HttpSettings(
                settings.text("gantry.http.host", "127.0.0.1"),
                (int) settings.number("gantry.http.port", 8181, 0, 65535),
                settings.flag("gantry.metrics.open", false),
                settings.home(),
                HEARTBEAT,
                IDLE_TIMEOUT,
                STOP_TIMEOUT,
                HttpTls.read(settings),
                address(settings),
                settings.number("gantry.http.rate", RATE, 0, 1_000_000));
    }

    private static String address(Settings settings) {
        String text = settings.text("gantry.http.url", null);
        if (text == null) {
            return null;
        }
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPath().replace("/", "").isEmpty()) {
                return uri.getScheme() + "://" + uri.getRawAuthority();
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "gantry.http.url: expected an address such as https://gantry.example.org, got "
                        + text);
    }

    /** The host in {@link #address}, or {@code null}. */
    String publicHost() {
        return address == null ? null : URI.create(address).getHost();
    }

    /** Where the certificate is for those on this machine. */
    Path certificateFile() {
        return home.resolve("data").resolve("gantry.crt");
    }

    Path tokenFile() {
        return home.resolve("data").resolve("admin.token");
    }

    Path addressFile() {
        return home.resolve("data").resolve("gantry.url");
    }
}
