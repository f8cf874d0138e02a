package dev.gantry.http.server;

import dev.gantry.http.ClientCertificates;
import dev.gantry.spi.config.Settings;
import dev.gantry.tls.TlsFiles;

import java.nio.file.Path;

/**
 * Certificates of the server and of its clients.
 *
 * @param files own certificate and key, and by what those of clients are trusted
 * @param clients what roles the certificates of clients give
 */
record HttpTls(TlsFiles files, Wanted wanted, ClientCertificates clients) {
    private static final String PREFIX = "gantry.http.tls.";

    /** Whether clients are asked for a certificate. */
    enum Wanted {
        /** Not asked. */
        NONE,
        /** Asked; those without may go on. */
        OPTIONAL,
        /** Asked; those without are cut off. */
        REQUIRED
    }

    /**
     * Reads {@code gantry.http.tls.…}.
     *
     * @return {@code null} if there is no certificate: then there is no TLS
     * @throws IllegalArgumentException naming the key and what was expected
     */
    static HttpTls read(Settings settings) {
        Path certificate = path(settings, "certificate");
        Path key = path(settings, "key");
        Path trusted = path(settings, "client.ca");
        String wanted = settings.text(PREFIX + "client", trusted == null ? "none" : "optional");
        String roles = settings.text(PREFIX + "client.roles", "");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    PREFIX + "certificate and " + PREFIX + "key go together; set both, or none");
        }
        if (certificate == null && (trusted != null || !roles.isEmpty())) {
            throw new IllegalArgumentException(
                    PREFIX
                            + "client.ca and "
                            + PREFIX
                            + "client.roles want TLS; set "
                            + PREFIX
                            + "certificate and "
                            + PREFIX
                            + "key");
        }
        if (certificate == null) {
            return null;
        }
        Wanted clients = wanted(wanted);
        if (trusted == null && clients != Wanted.NONE) {
            throw new IllegalArgumentException(
                    PREFIX + "client is " + wanted + "; set " + PREFIX + "client.ca too");
        }
        return new HttpTls(
                new TlsFiles(trusted, certificate, key), clients, ClientCertificates.parse(roles));
    }

    private static Wanted wanted(String word) {
        return switch (word) {
            case "none" -> Wanted.NONE;
            case "optional" -> Wanted.OPTIONAL;
            case "required" -> Wanted.REQUIRED;
            default ->
                    throw new IllegalArgumentException(
                            PREFIX + "client: expected none, optional or required, got " + word);
        };
    }

    private static Path path(Settings settings, String key) {
        String text = settings.text(PREFIX + key, null);
        return text == null ? null : settings.home().resolve(text);
    }
}
