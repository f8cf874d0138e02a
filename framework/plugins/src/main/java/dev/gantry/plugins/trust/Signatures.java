package dev.gantry.plugins.trust;

import dev.gantry.spi.plugin.Signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Judges who signed a JAR, against what the trust folder holds. Thread-safe. */
public final class Signatures {

    /**
     * What was found.
     *
     * @param revoked whether the signer's certificate, or one above it, was revoked
     */
    public record Finding(Signature signature, boolean revoked) {}

    private Signatures() {}

    /**
     * Reads a whole JAR.
     *
     * @param accepted when this content was first let in under a certificate, given by its
     *     fingerprint; empty if it never was
     * @return of several signers the one who is trusted, else one who was revoked
     */
    public static Finding judge(
            Path jar, TrustStore store, Instant now, Function<String, Optional<Instant>> accepted) {
        Set<CodeSigner> signers;
        try {
            signers = SignedJar.signers(jar);
        } catch (Untrusted e) {
            return nobody(e.getMessage());
        } catch (IOException e) {
            return nobody("it cannot be read whole (" + e.getMessage() + "): copy it again");
        }
        if (signers.isEmpty()) {
            return nobody(
                    "it is not signed: sign it with jarsigner, by a certificate that conf/trust"
                            + " vouches for");
        }
        Finding first = null;
        for (CodeSigner signer : signers) {
            Finding finding = judge(signer, store, now, accepted);
            if (finding.signature().trusted()) {
                return finding;
            }
            first = first == null || finding.revoked() ? finding : first;
        }
        return first;
    }

    private static Finding judge(
            CodeSigner signer,
            TrustStore store,
            Instant now,
            Function<String, Optional<Instant>> accepted) {
        X509Certificate leaf = certificate(signer);
        try {
            new PathCheck(signer, store).check(now, accepted.apply(fingerprint(leaf)));
            return new Finding(signature(leaf, null), false);
        } catch (Untrusted e) {
            return new Finding(signature(leaf, e.getMessage()), e.revoked());
        } catch (GeneralSecurityException e) {
            return new Finding(
                    signature(
                            leaf,
                            "the certificate of its signer "
                                    + name(leaf)
                                    + " cannot be checked ("
                                    + e.getMessage()
                                    + "): sign it with another one"),
                    false);
        }
    }

    private static Finding nobody(String reason) {
        return new Finding(new Signature(false, null, null, null, null, reason), false);
    }

    private static Signature signature(X509Certificate leaf, String reason) {
        return new Signature(
                reason == null,
                name(leaf),
                leaf.getIssuerX500Principal().getName(),
                fingerprint(leaf),
                leaf.getNotAfter().toInstant(),
                reason);
    }

    static X509Certificate certificate(CodeSigner signer) {
        return (X509Certificate) signer.getSignerCertPath().getCertificates().getFirst();
    }

    static String name(CodeSigner signer) {
        return name(certificate(signer));
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
