package dev.gantry.oidc;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.identity.Grant;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which provider, and what its word is worth here.
 *
 * @param issuer its address
 * @param client as what Gantry is known there
 * @param secretFile file with the secret of that; {@code null} for a public client
 * @param scopes what is asked for
 * @param nameClaim the claim that is shown as the name of who logs in
 * @param rolesClaim the claim whose values give roles: a text or a list of texts
 * @param roles by value of that claim; {@code *} for everybody
 * @param trusted PEM file with who vouches for the provider's certificate; {@code null} for those
 *     of the JVM
 */
record OidcSettings(
        URI issuer,
        String client,
        Path secretFile,
        List<String> scopes,
        String nameClaim,
        String rolesClaim,
        Map<String, List<Grant>> roles,
        Path trusted) {
    private static final String PREFIX = "gantry.oidc.";
    private static final String ROLES =
            "VALUE: ROLES; VALUE: ROLES, as ops: admin; blue: operator@blue; *: viewer";
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads {@code gantry.oidc.…}.
     *
     * @return {@code null} if no issuer is named
     * @throws IllegalArgumentException naming the key and what was expected
     */
    static OidcSettings read(Settings settings) {
        String issuer = settings.text(PREFIX + "issuer", null);
        if (issuer == null) {
            return null;
        }
        String client = settings.text(PREFIX + "client.id", null);
        if (client == null) {
            throw new IllegalArgumentException(
                    PREFIX
                            + "issuer is set and "
                            + PREFIX
                            + "client.id is not; set what Gantry is called at the provider");
        }
        return new OidcSettings(
                issuer(issuer),
                client,
                path(settings, "client.secret.file"),
                List.of(settings.text(PREFIX + "scopes", "openid profile email").split("[ ,]+")),
                settings.text(PREFIX + "name.claim", "preferred_username"),
                settings.text(PREFIX + "roles.claim", "groups"),
                Grant.byValue(PREFIX + "roles", ROLES, settings.text(PREFIX + "roles", "")),
                path(settings, "ca"));
    }

    private static URI issuer(String text) {
        try {
            URI uri = URI.create(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null
                    || "http".equals(uri.getScheme()) && HERE.contains(uri.getHost())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                PREFIX + "issuer: expected an address with https, got " + text);
    }

    private static Path path(Settings settings, String key) {
        String text = settings.text(PREFIX + key, null);
        return text == null ? null : settings.home().resolve(text);
    }
}
