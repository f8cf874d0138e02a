package dev.gantry.telemetry.otlp;

import dev.gantry.spi.config.Settings;
import dev.gantry.tls.ReloadingTls;
import dev.gantry.tls.TlsFiles;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where telemetry goes by OTLP over HTTP, and how.
 *
 * @param endpoint base address; {@code null} if it goes nowhere
 * @param headers sent with each request
 * @param tls {@code null} for what the JVM trusts, without a certificate of our own
 * @param timeout of one request
 */
public record OtlpSettings(
        String endpoint,
        Map<String, String> headers,
        boolean gzip,
        TlsFiles tls,
        Duration timeout) {

    /** The setting of the address. */
    public static final String ENDPOINT = "gantry.telemetry.otlp.endpoint";

    private static final String HEADERS = "gantry.telemetry.otlp.headers";
    private static final String TLS = "gantry.telemetry.otlp.tls.";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** What goes there. */
    public enum Signal {
        /** Spans. */
        TRACES,
        /** Numbers. */
        METRICS,
        /** Lines of logs. */
        LOGS;

        /** In lower case. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * The certificates that the settings ask for, if any.
     *
     * @throws IllegalArgumentException naming the file that cannot be used
     */
    public Optional<ReloadingTls> certificates() {
        return Optional.ofNullable(tls)
                .map(
                        files ->
                                new ReloadingTls(
                                        TLS.substring(0, TLS.length() - 1),
                                        "telemetry",
                                        files,
                                        read -> {}));
    }

    /** Without anything but an address. */
    public static OtlpSettings plain(String endpoint) {
        return new OtlpSettings(endpoint, Map.of(), false, null, Duration.ofSeconds(3));
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException naming the key and what was expected
     */
    public static OtlpSettings of(Settings settings) {
        OtlpSettings all =
                new OtlpSettings(
                        settings.text(ENDPOINT, null),
                        headers(settings.text(HEADERS, "")),
                        gzip(settings.text("gantry.telemetry.otlp.compression", "gzip")),
                        tls(settings),
                        settings.duration("gantry.telemetry.otlp.timeout", Duration.ofSeconds(3)));
        if (all.endpoint != null) {
            all.target(Signal.TRACES);
        }
        if (all.timeout.isZero()) {
            throw new IllegalArgumentException(
                    "gantry.telemetry.otlp.timeout: expected more than PT0S");
        }
        return all;
    }

    /**
     * Whether a signal goes out.
     *
     * @throws IllegalArgumentException naming the key and what was expected
     */
    public static boolean on(Signal signal, Settings settings) {
        return settings.text(ENDPOINT, null) != null
                && settings.flag("gantry.telemetry.otlp." + signal.text(), signal == Signal.TRACES);
    }

    /**
     * Where a signal goes, given a receiver's base address or the path of one signal.
     *
     * @throws IllegalArgumentException if the endpoint is no address
     */
    public URI target(Signal signal) {
        try {
            URI uri = URI.create(endpoint);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                String base =
                        endpoint.replaceAll("/+$", "").replaceAll("/v1/(traces|metrics|logs)$", "");
                return URI.create(base + "/v1/" + signal.text());
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

    private static boolean gzip(String word) {
        return switch (word) {
            case "gzip" -> true;
            case "none" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "gantry.telemetry.otlp.compression: expected gzip or none, got "
                                    + word);
        };
    }

    /** {@code name=value,…}, as in OpenTelemetry's own variable; values are never shown. */
    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String each : text.split(",")) {
            if (each.isBlank()) {
                continue;
            }
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals).strip();
            String value = equals < 0 ? "" : each.substring(equals + 1).strip();
            boolean fits = value.chars().allMatch(c -> c >= ' ' && c <= '~');
            if (!TOKEN.matcher(name).matches() || value.isEmpty() || !fits) {
                throw new IllegalArgumentException(
                        HEADERS
                                + ": expected name=value, several with commas between, such as"
                                + " authorization=Bearer xyz");
            }
            headers.put(name, value);
        }
        return headers;
    }

    private static TlsFiles tls(Settings settings) {
        Path trusted = path(settings, TLS + "ca");
        Path certificate = path(settings, TLS + "certificate");
        Path key = path(settings, TLS + "key");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    TLS + "certificate and " + TLS + "key go together; set both, or none");
        }
        return trusted == null && certificate == null
                ? null
                : new TlsFiles(trusted, certificate, key);
    }

    private static Path path(Settings settings, String key) {
        String text = settings.text(key, null);
        return text == null ? null : settings.home().resolve(text);
    }
}
