package dev.gantry.probes.net;

import static dev.gantry.api.detect.Status.CRITICAL;
import static dev.gantry.api.detect.Status.OK;
import static dev.gantry.api.detect.Status.WARN;

import dev.gantry.probes.Report;
import dev.gantry.probes.Words;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Judges a chain of certificates, each fault by itself (RFC 5280): validity of every one, a path to
 * somebody who is trusted, the name.
 *
 * @param certificates as sent, that of the server first; at least one
 * @param now when it is judged
 */
record Chain(List<X509Certificate> certificates, Instant now) {
    // extended key usages of RFC 5280, section 4.2.1.12
    private static final String SERVERS = "1.3.6.1.5.5.7.3.1";
    private static final String ANYTHING = "2.5.29.37.0";

    /** How long certificates have to last. */
    record Needed(Duration warn, Duration critical) {}

    /**
     * What a judgement of trust came to.
     *
     * @param decisive the certificates that it rests on: the path to somebody who is trusted, or
     *     the whole chain if there is none
     * @param trusted whether there is such a path now
     */
    record Path(List<X509Certificate> decisive, boolean trusted) {}

    private X509Certificate own() {
        return certificates.getFirst();
    }

    /** Measures how long the first to expire and that of the server are still valid. */
    void measure(Report report) {
        report.measure("certificate.remaining.seconds", left(earliest(certificates)));
        report.measure("certificate.own.remaining.seconds", left(own()));
    }

    /** Measures what is left, and finds fault with those that do not last. */
    void judgeValidity(List<X509Certificate> decisive, Needed needed, Report report) {
        X509Certificate earliest = earliest(certificates);
        measure(report);
        for (X509Certificate each : certificates) {
            boolean decides = decisive.contains(each);
            Instant from = each.getNotBefore().toInstant();
            if (from.isAfter(now)) {
                report.say(
                        decides ? CRITICAL : WARN,
                        "%s is not valid before %s, in %s%s",
                        role(each),
                        from,
                        Words.span(Duration.between(now, from)),
                        spare(decides));
            }
            Duration left = left(each);
            if (left.isNegative()) {
                report.say(
                        decides ? CRITICAL : WARN,
                        "%s expired %s ago, on %s%s",
                        role(each),
                        Words.span(left),
                        each.getNotAfter().toInstant(),
                        spare(decides));
            } else if (decides && left.compareTo(needed.warn()) < 0) {
                boolean late = left.compareTo(needed.critical()) < 0;
                report.say(
                        late ? CRITICAL : WARN,
                        "%s expires in %s, on %s; less than %s are left",
                        role(each),
                        Words.span(left),
                        each.getNotAfter().toInstant(),
                        Words.span(late ? needed.critical() : needed.warn()));
            }
        }
        report.say(
                OK,
                "certificate holds for %s, until %s",
                Words.span(left(earliest)),
                earliest.getNotAfter().toInstant());
    }

    /**
     * Finds fault with whoever it is: nobody who is trusted signed it, it is for something else, or
     * for another name.
     *
     * @param rightName whether it is for {@code name}
     */
    Path judgeIdentity(Set<TrustAnchor> anchors, boolean rightName, String name, Report report)
            throws GeneralSecurityException {
        Path path = judgeTrust(anchors, report);
        boolean forServers = judgePurpose(report);
        judgeName(rightName, name, report);
        return new Path(path.decisive(), path.trusted() && forServers && rightName);
    }

    private Path judgeTrust(Set<TrustAnchor> anchors, Report report)
            throws GeneralSecurityException {
        if (anchors.stream().anyMatch(anchor -> own().equals(anchor.getTrustedCert()))) {
            return new Path(List.of(own()), valid(own()));
        }
        Optional<List<X509Certificate>> path = path(anchors, now);
        if (path.isPresent()) {
            return new Path(path.get(), true);
        }
        // what is out of time is told by itself; here it is about who signed
        if (inTime() || !leadsTo(anchors)) {
            report.say(CRITICAL, mistrust(anchors));
        }
        return new Path(certificates, false);
    }

    private boolean judgePurpose(Report report) {
        boolean right;
        try {
            List<String> purposes = own().getExtendedKeyUsage();
            right = purposes == null || purposes.contains(SERVERS) || purposes.contains(ANYTHING);
        } catch (java.security.cert.CertificateParsingException e) {
            right = false;
        }
        if (!right) {
            report.say(CRITICAL, "certificate of %s is not one for servers", called(own()));
        }
        return right;
    }

    private void judgeName(boolean right, String name, Report report) {
        if (!right) {
            report.say(CRITICAL, "certificate is for %s, not for %s", names(), name);
        }
    }

    private String mistrust(Set<TrustAnchor> anchors) {
        if (signedBy(own(), own().getPublicKey())) {
            return "certificate of %s is self-signed, and not among the trusted ones"
                    .formatted(called(own()));
        }
        try {
            build(anchors, now);
        } catch (CertPathBuilderException e) {
            if (e.getCause() instanceof CertPathValidatorException why
                    && why.getReason()
                            == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
                return "certificate of %s is not trusted: %s"
                        .formatted(called(own()), Words.message(why));
            }
        } catch (GeneralSecurityException e) {
            return "certificate of %s cannot be verified: %s"
                    .formatted(called(own()), Words.message(e));
        }
        X509Certificate last = certificates.getLast();
        String issuer = common(last.getIssuerX500Principal().getName());
        boolean root = signedBy(last, last.getPublicKey());
        return root
                ? "certificate of %s is not trusted: its root %s is not among the trusted ones"
                        .formatted(called(own()), called(last))
                : "certificate of %s is not trusted: issuer %s is unknown, and the server sent no certificate of it that leads to somebody known"
                        .formatted(called(own()), issuer);
    }

    private Optional<List<X509Certificate>> path(Set<TrustAnchor> anchors, Instant at)
            throws GeneralSecurityException {
        try {
            return Optional.of(build(anchors, at));
        } catch (CertPathBuilderException e) {
            return Optional.empty();
        }
    }

    private List<X509Certificate> build(Set<TrustAnchor> anchors, Instant at)
            throws GeneralSecurityException {
        if (anchors.isEmpty()) {
            throw new CertPathBuilderException("nobody is trusted");
        }
        var wanted = new X509CertSelector();
        wanted.setCertificate(own());
        var parameters = new PKIXBuilderParameters(anchors, wanted);
        parameters.addCertStore(
                CertStore.getInstance(
                        "Collection", new CollectionCertStoreParameters(certificates)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        var result =
                (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        return result.getCertPath().getCertificates().stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private boolean inTime() {
        return certificates.stream().allMatch(this::valid);
    }

    private boolean valid(X509Certificate certificate) {
        return !certificate.getNotBefore().toInstant().isAfter(now)
                && !left(certificate).isNegative();
    }

    /** Whether signatures lead to somebody who is trusted, at whatever time. */
    private boolean leadsTo(Set<TrustAnchor> anchors) {
        X509Certificate at = own();
        for (int steps = 0; steps <= certificates.size(); steps++) {
            X509Certificate signed = at;
            if (anchors.stream().anyMatch(anchor -> issued(anchor.getTrustedCert(), signed))) {
                return true;
            }
            Optional<X509Certificate> issuer =
                    certificates.stream()
                            .filter(each -> !each.equals(signed) && issued(each, signed))
                            .findFirst();
            if (issuer.isEmpty()) {
                return false;
            }
            at = issuer.get();
        }
        return false;
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && signedBy(certificate, issuer.getPublicKey());
    }

    private Duration left(X509Certificate certificate) {
        return Duration.between(now, certificate.getNotAfter().toInstant());
    }

    private String role(X509Certificate certificate) {
        return certificate.equals(own())
                ? "certificate of " + called(certificate)
                : "certificate of the issuer " + called(certificate);
    }

    private static String spare(boolean decides) {
        return decides ? "" : "; the server sends it, but the path to a trusted one needs it not";
    }

    private static X509Certificate earliest(List<X509Certificate> all) {
        return all.stream().min(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
    }

    private static boolean signedBy(X509Certificate certificate, PublicKey key) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The common name of the subject, or all of it. */
    static String called(X509Certificate certificate) {
        return common(certificate.getSubjectX500Principal().getName());
    }

    private static String common(String name) {
        try {
            return new LdapName(name)
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> part.getValue().toString())
                            .reduce((first, last) -> last)
                            .orElse(name.isEmpty() ? "nobody" : name);
        } catch (InvalidNameException e) {
            return name;
        }
    }

    private String names() {
        try {
            Collection<List<?>> all = own().getSubjectAlternativeNames();
            if (all != null && !all.isEmpty()) {
                return all.stream()
                                .map(entry -> String.valueOf(entry.get(1)))
                                .limit(5)
                                .collect(Collectors.joining(", "))
                        + (all.size() > 5 ? " and others" : "");
            }
        } catch (java.security.cert.CertificateParsingException e) {
            return called(own());
        }
        return called(own());
    }
}
