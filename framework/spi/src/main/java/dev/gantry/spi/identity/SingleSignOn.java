package dev.gantry.spi.identity;

import org.osgi.annotation.versioning.ProviderType;

import java.net.URI;
import java.util.Optional;

/**
 * Logins by an OpenID provider (authorization code flow with PKCE). What belongs to one login is
 * made from a secret that the browser keeps, so it may end on another node, or after a restart.
 * Thread-safe.
 */
@ProviderType
public interface SingleSignOn {

    /**
     * Begins a login.
     *
     * @param callback address that the provider sends the browser back to
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the provider cannot be
     *     reached
     */
    Begun begin(URI callback);

    /**
     * Ends a login.
     *
     * @param secret that of {@link Begun}, as the browser kept it
     * @param callback as at its begin
     * @param query what the provider sent along, undecoded
     * @return who it is; with no roles if none of what the provider says of them gives one
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} if anything does not fit, {@code
     *     UNAVAILABLE} if the provider cannot be reached
     */
    Principal finish(String secret, URI callback, String query);

    /**
     * Where a browser goes to log out at the provider too.
     *
     * @param back address that the provider sends the browser to afterwards, if it may
     * @return empty if the provider has no such address
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the provider cannot be
     *     reached
     */
    Optional<URI> logout(URI back);

    /**
     * A login that has begun.
     *
     * @param secret for a cookie: letters, digits, {@code -} and {@code _}
     * @param address where the browser goes
     */
    record Begun(String secret, URI address) {}
}
