package dev.gantry.probes.net;

import dev.gantry.api.context.WorkContext;
import dev.gantry.probes.PathCalls;
import dev.gantry.probes.Words;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are believed. */
public enum Trust {
    /** Those whom this Java trusts, or those of a file. */
    VERIFIED,
    /** Everybody; each verdict says so. */
    INSECURE;

    /**
     * The certificates to trust.
     *
     * @param file of PEM certificates instead of those that this Java trusts
     * @throws IOException if the file cannot be read, with a sentence
     * @throws PathCalls.NoAnswer if the file does not answer
     */
    static Set<TrustAnchor> anchors(Optional<Path> file, PathCalls calls, WorkContext context)
            throws Exception {
        Collection<X509Certificate> trusted =
                file.isPresent()
                        ? calls.call(context, file.get(), () -> read(file.get()))
                        : ofThisJava();
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate certificate : trusted) {
            anchors.add(new TrustAnchor(certificate, null));
        }
        return anchors;
    }

    private static List<X509Certificate> ofThisJava() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                return List.of(known.getAcceptedIssuers());
            }
        }
        throw new GeneralSecurityException("this Java verifies no X.509 certificates");
    }

    /** All certificates of a file in PEM or DER. */
    static List<X509Certificate> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (all.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return all;
        } catch (java.security.cert.CertificateException e) {
            throw new IOException(file + " holds no certificates: " + Words.message(e), e);
        }
    }
}
