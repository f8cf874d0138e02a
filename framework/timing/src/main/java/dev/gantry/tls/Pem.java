package dev.gantry.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Certificates and keys in PEM. */
public final class Pem {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private Pem() {}

    /**
     * What the files hold.
     *
     * @param key {@code null} if there is none of our own
     */
    public record Material(
            X509ExtendedTrustManager trust, List<X509Certificate> chain, PrivateKey key) {}

    /**
     * Reads files.
     *
     * @throws GeneralSecurityException naming the file and what is wrong with it
     */
    public static Material read(TlsFiles files) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain =
                files.certificate() == null ? List.of() : certificates(files.certificate());
        PrivateKey key = files.key() == null ? null : key(files.key());
        return new Material(trust(files.trusted()), chain, key);
    }

    private static X509ExtendedTrustManager trust(Path file)
            throws IOException, GeneralSecurityException {
        KeyStore store = null;
        if (file != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate each : certificates(file)) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this JVM checks no certificates");
    }

    /**
     * The certificates in a file, one at least.
     *
     * @throws GeneralSecurityException naming the file and what is wrong with it
     */
    public static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw new GeneralSecurityException(
                    file + " holds no certificates in PEM: " + e.getMessage(), e);
        }
        throw new GeneralSecurityException(file + " holds no certificates in PEM");
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (matcher.find()) {
            byte[] der = decoded(file, matcher.group(1));
            for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(der));
                } catch (InvalidKeySpecException e) {
                    continue; // of another kind
                }
            }
        }
        throw new GeneralSecurityException(
                file
                        + " holds no private key in PKCS 8 and PEM; `openssl pkcs8 -topk8 -nocrypt`"
                        + " makes one");
    }

    private static byte[] decoded(Path file, String base64) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is no PEM: " + e.getMessage(), e);
        }
    }
}
