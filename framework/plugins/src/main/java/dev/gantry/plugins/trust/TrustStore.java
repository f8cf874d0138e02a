package dev.gantry.plugins.trust;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the trust folder held when it was read.
 *
 * @param trusted certificates that may sign plugins, or those of who issues such
 * @param revocations by the names of their files
 * @param unread what could not be read, each in one sentence
 * @param blind those of them that are lists of revoked certificates
 */
public record TrustStore(
        Set<X509Certificate> trusted,
        Map<String, X509CRL> revocations,
        List<String> unread,
        List<String> blind) {

    /** Nobody is trusted. */
    static final TrustStore EMPTY = new TrustStore(Set.of(), Map.of(), List.of(), List.of());

    /** Takes copies. */
    public TrustStore {
        trusted = Set.copyOf(trusted);
        revocations = Map.copyOf(revocations);
        unread = List.copyOf(unread);
        blind = List.copyOf(blind);
    }
}
