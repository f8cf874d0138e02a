package dev.gantry.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jdk.security.jarsigner.JarSigner;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;

/** Who issues certificates to those who sign JARs: all in one key store, made with keytool. */
public final class Authority {
    /** Of the key store and of each key in it. */
    public static final String PASSWORD = "of-a-test";

    private final Path dir;
    private final String name;

    /**
     * Makes one with a certificate that it issued itself.
     *
     * @param dir where its files go, named by it
     */
    public Authority(Path dir, String name) throws Exception {
        this.dir = dir;
        this.name = name;
        pair(name, List.of("-ext", "bc:c", "-validity", "3650"));
    }

    /** The key store, PKCS 12. */
    public Path store() {
        return dir.resolve(name + ".p12");
    }

    /**
     * Issues a certificate.
     *
     * @param who the common name, and the alias in the key store
     * @param options as keytool has them, such as {@code -startdate} and {@code -validity}
     */
    public Authority issue(String who, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-signer", name));
        Collections.addAll(all, options);
        pair(who, all);
        return this;
    }

    private void pair(String who, List<String> options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-genkeypair", "-alias", who));
        if (!options.contains("-keyalg")) {
            all.addAll(List.of("-keyalg", "EC"));
        }
        all.addAll(List.of("-dname", "CN=" + who));
        all.addAll(options);
        keytool(all);
    }

    private void keytool(List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(
                List.of(
                        "-keystore",
                        store().toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    /** Writes a certificate as PEM; its own, or one that it issued. */
    public Path certificate(String who, Path file) throws Exception {
        keytool(List.of("-exportcert", "-rfc", "-alias", who, "-file", file.toString()));
        return file;
    }

    /** A certificate; its own, or one that it issued. */
    public X509Certificate certificate(String who) throws Exception {
        return (X509Certificate) keys().getCertificate(who);
    }

    /** Writes the list of those whom it revoked. */
    public Path revoke(Path file, String... who) throws Exception {
        List<String> all = new ArrayList<>(List.of("-gencrl", "-rfc", "-alias", name));
        for (String each : who) {
            all.addAll(List.of("-id", certificate(each).getSerialNumber().toString()));
        }
        // at once in its place, as it is watched
        Path part = file.resolveSibling(file.getFileName() + ".part");
        all.addAll(List.of("-file", part.toString()));
        keytool(all);
        return Files.move(
                part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private KeyStore keys() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** Signs a JAR in its place. */
    public Path sign(Path jar, String who) throws Exception {
        return sign(jar, who, "SHA-256");
    }

    /** Signs a JAR in its place. */
    public Path sign(Path jar, String who, String digest) throws Exception {
        KeyStore keys = keys();
        JarSigner signer =
                new JarSigner.Builder(
                                (PrivateKey) keys.getKey(who, PASSWORD.toCharArray()),
                                CertificateFactory.getInstance("X.509")
                                        .generateCertPath(
                                                Arrays.asList(keys.getCertificateChain(who))))
                        .digestAlgorithm(digest)
                        .signerName(
                                who.toUpperCase(Locale.ROOT)
                                        .substring(0, Math.min(8, who.length())))
                        .build();
        Path signed = jar.resolveSibling(jar.getFileName() + ".signed");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            signer.sign(in, out);
        }
        return Files.move(
                signed, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
