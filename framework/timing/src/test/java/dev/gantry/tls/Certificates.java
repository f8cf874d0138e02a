package dev.gantry.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate, made with the keytool of the JDK.
 *
 * @param certificate file in PEM
 * @param key file in PEM
 */
public record Certificates(KeyStore store, Path certificate, Path key) {
    private static final String PASSWORD = "of-a-test";

    /**
     * Makes one for 127.0.0.1.
     *
     * @param dir where its files go, named by it
     * @param algorithm of its key, as keytool knows it
     */
    public static Certificates make(Path dir, String name, String algorithm) throws Exception {
        return make(dir, name, algorithm, "ip:127.0.0.1");
    }

    /**
     * Makes one.
     *
     * @param dir where its files go, named by it
     * @param algorithm of its key, as keytool knows it
     * @param whose the host that it is for, such as {@code dns:gantry.example}
     */
    public static Certificates make(Path dir, String name, String algorithm, String whose)
            throws Exception {
        Path file = dir.resolve(name + ".p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC");
        Collections.addAll(
                command,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + whose,
                "-validity",
                "30",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificates(
                store,
                pem(
                        dir.resolve(name + ".pem"),
                        "CERTIFICATE",
                        store.getCertificate(name).getEncoded()),
                pem(
                        dir.resolve(name + "-key.pem"),
                        "PRIVATE KEY",
                        store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] der) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** What one uses who has this certificate and trusts another one. */
    public SSLContext trusting(Certificates other) throws Exception {
        return having(other.trusted());
    }

    /** What a server uses that has this certificate and asks nobody for one. */
    public SSLContext server() throws Exception {
        return having(null);
    }

    private SSLContext having(TrustManager[] trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trusted, null);
        return tls;
    }

    /** What a client without a certificate uses that trusts this one. */
    public SSLContext anybody() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trusted(), null);
        return tls;
    }

    private TrustManager[] trusted() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", store.getCertificate(store.aliases().nextElement()));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    /** The certificate itself. */
    public X509Certificate leaf() throws Exception {
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }
}
