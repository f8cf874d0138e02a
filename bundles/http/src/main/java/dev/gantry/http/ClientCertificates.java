package dev.gantry.http;

import dev.gantry.spi.identity.Grant;
import dev.gantry.spi.identity.Principal;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.security.auth.x500.X500Principal;

/**
 * Which roles whoever shows a certificate has, by its subject. Immutable.
 *
 * @param roles none for subjects that are not in it
 */
public record ClientCertificates(Map<X500Principal, List<Grant>> roles) {
    private static final String KEY = "gantry.http.tls.client.roles";
    private static final String EXAMPLE =
            "SUBJECT: ROLES; SUBJECT: ROLES, as CN=prometheus: viewer; CN=ci,O=Acme:"
                    + " operator@blue";

    /** Certificates open nothing. */
    public static final ClientCertificates NONE = new ClientCertificates(Map.of());

    /** Copies them. */
    public ClientCertificates {
        roles = Map.copyOf(roles);
    }

    /**
     * Reads {@code SUBJECT: ROLES; SUBJECT: ROLES}, as {@code CN=prometheus: viewer; CN=ci,O=Acme:
     * operator@blue, viewer}.
     *
     * @throws IllegalArgumentException naming the key and what was expected
     */
    public static ClientCertificates parse(String text) {
        Map<X500Principal, List<Grant>> roles = new HashMap<>();
        Grant.byValue(KEY, EXAMPLE, text)
                .forEach((subject, grants) -> roles.put(subject(subject), grants));
        return new ClientCertificates(roles);
    }

    private static X500Principal subject(String text) {
        try {
            return new X500Principal(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    KEY + ": expected " + EXAMPLE + " (" + e.getMessage() + ")", e);
        }
    }

    /** Who calls, if a certificate was shown that has roles. */
    Optional<Caller> caller(Request request) {
        if (roles.isEmpty()
                || !(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                        instanceof EndPoint.SslSessionData tls)) {
            return Optional.empty();
        }
        X509Certificate[] chain = tls.peerCertificates();
        if (chain == null || chain.length == 0) {
            return Optional.empty();
        }
        X500Principal subject = chain[0].getSubjectX500Principal();
        return Optional.ofNullable(roles.get(subject))
                .map(
                        grants ->
                                Caller.with(
                                        new Principal(
                                                subject.getName(),
                                                Principal.Kind.CERTIFICATE,
                                                "certificate:" + subject.getName(),
                                                grants),
                                        chain[0].getNotAfter().toInstant()));
    }
}
