package dev.gantry.plugins.trust;

import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks the certificates of one signer, by PKIX, against the trust folder. */
final class PathCheck {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 224;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int SIGNS_CERTIFICATES = 5;

    /** The first version of certificates that says what they are for. */
    private static final int EXTENSIONS = 3;

    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_USE = "2.5.29.37.0";

    private final List<X509Certificate> chain;
    private final X509Certificate leaf;
    private final String who;
    private final TrustStore store;

    PathCheck(CodeSigner signer, TrustStore store) {
        this.chain =
                signer.getSignerCertPath().getCertificates().stream()
                        .map(X509Certificate.class::cast)
                        .toList();
        this.leaf = chain.getFirst();
        this.who = "the certificate of its signer " + Signatures.name(leaf);
        this.store = store;
    }

    /**
     * Checks all of it.
     *
     * @param accepted when the same content was let in under this certificate: that it expired
     *     since does not matter
     */
    void check(Instant now, Optional<Instant> accepted) throws Untrusted, GeneralSecurityException {
        List<X509Certificate> path = path(accepted.orElse(now));
        revocations(path);
        strength();
        use();
    }

    /** The certificates up to the one that is trusted, that one included. */
    private List<X509Certificate> path(Instant at) throws Untrusted, GeneralSecurityException {
        List<X509Certificate> below = new ArrayList<>();
        for (X509Certificate each : chain) {
            issuer(each);
            if (store.trusted().contains(each)) {
                List<X509Certificate> path = new ArrayList<>(below);
                if (!below.isEmpty()) {
                    validate(below, at);
                }
                path.add(each);
                valid(each, at);
                return path;
            }
            below.add(each);
        }
        X509Certificate trusted = validate(chain, at);
        issuer(trusted);
        valid(trusted, at);
        below.add(trusted);
        return below;
    }

    /** Who may sign plugins does not make others of whom that holds as well. */
    private void issuer(X509Certificate each) throws Untrusted {
        boolean[] usage = each.getKeyUsage();
        boolean old =
                each.getVersion() < EXTENSIONS
                        && each.getSubjectX500Principal().equals(each.getIssuerX500Principal());
        boolean may =
                (old || each.getBasicConstraints() >= 0)
                        && (usage == null || usage[SIGNS_CERTIFICATES]);
        if (!each.equals(leaf) && !may) {
            throw new Untrusted(
                    who
                            + " is issued by "
                            + Signatures.name(each)
                            + ", which may not issue any: sign it with one that an authority issued");
        }
    }

    private X509Certificate validate(List<X509Certificate> below, Instant at)
            throws Untrusted, GeneralSecurityException {
        if (store.trusted().isEmpty()) {
            throw unknown();
        }
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(below);
        PKIXParameters parameters =
                new PKIXParameters(
                        store.trusted().stream()
                                .map(c -> new TrustAnchor(c, null))
                                .collect(Collectors.toSet()));
        parameters.setRevocationEnabled(false); // by the lists in the folder, see below
        parameters.setDate(Date.from(at));
        try {
            PKIXCertPathValidatorResult result =
                    (PKIXCertPathValidatorResult)
                            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return result.getTrustAnchor().getTrustedCert();
        } catch (CertPathValidatorException e) {
            if (e.getReason() == PKIXReason.NO_TRUST_ANCHOR) {
                throw unknown();
            }
            if (e.getIndex() >= 0 && e.getIndex() < below.size()) {
                valid(below.get(e.getIndex()), at);
            }
            if (e.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
                throw new Untrusted(
                        who
                                + " uses an algorithm that is too weak ("
                                + e.getMessage()
                                + "): sign it with another one");
            }
            throw e;
        }
    }

    private Untrusted unknown() {
        return new Untrusted(
                "it is signed by "
                        + Signatures.name(leaf)
                        + ", for whom conf/trust does not vouch: put that certificate (SHA-256 "
                        + Signatures.fingerprint(leaf)
                        + ") or its issuer's there if you trust it"
                        + (store.unread().isEmpty()
                                ? ""
                                : "; " + String.join("; ", store.unread())));
    }

    private void valid(X509Certificate each, Instant at) throws Untrusted {
        String which = each.equals(leaf) ? who : who + " is issued by " + Signatures.name(each);
        if (at.isAfter(each.getNotAfter().toInstant())) {
            throw new Untrusted(
                    which
                            + (each.equals(leaf) ? " expired on " : ", which expired on ")
                            + each.getNotAfter().toInstant()
                            + ": sign it again with one that is valid");
        }
        if (at.isBefore(each.getNotBefore().toInstant())) {
            throw new Untrusted(
                    which
                            + (each.equals(leaf) ? " is not valid before " : ", not valid before ")
                            + each.getNotBefore().toInstant()
                            + ": wait until then, or set the clock of this machine");
        }
    }

    /**
     * A list counts whatever its date: what was revoked stays revoked. It has to be signed by the
     * issuer whose certificates it is about.
     */
    private void revocations(List<X509Certificate> path) throws Untrusted {
        for (String sentence : store.blind()) {
            throw new Untrusted("nobody can tell whether " + who + " was revoked: " + sentence);
        }
        for (X509Certificate each : path) {
            for (Map.Entry<String, X509CRL> list : store.revocations().entrySet()) {
                X509CRL revoked = list.getValue();
                if (!revoked.getIssuerX500Principal().equals(each.getIssuerX500Principal())) {
                    continue;
                }
                if (!signed(revoked, path)) {
                    throw new Untrusted(
                            "nobody can tell whether "
                                    + who
                                    + " was revoked: conf/trust/"
                                    + list.getKey()
                                    + " is not signed by the issuer, put the right list there");
                }
                X509CRLEntry entry = revoked.getRevokedCertificate(each);
                if (entry != null) {
                    throw new Untrusted(
                            (each.equals(leaf)
                                            ? who
                                            : who + " is issued by " + Signatures.name(each))
                                    + (each.equals(leaf) ? " was revoked on " : ", revoked on ")
                                    + entry.getRevocationDate().toInstant()
                                    + " by conf/trust/"
                                    + list.getKey()
                                    + ": sign it again with another one",
                            true);
                }
            }
        }
    }

    private boolean signed(X509CRL list, List<X509Certificate> path) {
        List<X509Certificate> issuers = new ArrayList<>(path);
        issuers.addAll(store.trusted());
        for (X509Certificate issuer : issuers) {
            if (issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
                try {
                    list.verify(issuer.getPublicKey());
                    return true;
                } catch (GeneralSecurityException e) {
                    continue; // of another one with the same name
                }
            }
        }
        return false;
    }

    private void strength() throws Untrusted {
        PublicKey key = leaf.getPublicKey();
        int bits =
                switch (key) {
                    case RSAKey rsa -> rsa.getModulus().bitLength();
                    case DSAKey dsa when dsa.getParams() != null ->
                            dsa.getParams().getP().bitLength();
                    default -> RSA_BITS;
                };
        boolean weak =
                bits < RSA_BITS
                        || key instanceof ECKey ec
                                && ec.getParams().getOrder().bitLength() < EC_BITS;
        if (weak) {
            throw new Untrusted(
                    who
                            + " has a "
                            + key.getAlgorithm()
                            + " key of "
                            + (key instanceof ECKey ec
                                    ? ec.getParams().getOrder().bitLength()
                                    : bits)
                            + " bits, which is too weak: sign it with one of "
                            + RSA_BITS
                            + " bits or more");
        }
    }

    private void use() throws Untrusted, GeneralSecurityException {
        boolean[] usage = leaf.getKeyUsage();
        List<String> extended = leaf.getExtendedKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]
                || extended != null
                        && !extended.contains(CODE_SIGNING)
                        && !extended.contains(ANY_USE)) {
            throw new Untrusted(
                    who + " is not for signing code: sign it with one that is for code signing");
        }
    }
}
