package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The certificates in a file: PEM, DER, PKCS12 or JKS. */
final class CertificateFile {
    private static final int JKS = 0xFEEDFEED;
    private static final int SEQUENCE = 0x30;

    private CertificateFile() {}

    /**
     * Reads them all.
     *
     * @param password of a key store; empty for none
     * @throws Unreachable if there are none to be read, with a sentence
     */
    static List<X509Certificate> read(Path file, Optional<String> password) throws Unreachable {
        if (!Files.isReadable(file)) {
            throw new Unreachable(
                    Files.exists(file)
                            ? file + " may not be read by the user that Gantry runs as"
                            : file + " does not exist");
        }
        try {
            return isStore(file) ? inStore(file, password) : Trust.read(file);
        } catch (IOException | GeneralSecurityException e) {
            if (e instanceof IOException
                    && e.getCause() instanceof GeneralSecurityException why
                    && !(why instanceof java.security.cert.CertificateException)) {
                throw new Unreachable(file + " cannot be opened: its password is another one", e);
            }
            throw new Unreachable(file + " cannot be read: " + Words.message(e), e);
        }
    }

    /** PKCS12 begins as a certificate in DER does, but is none. */
    private static boolean isStore(Path file) throws IOException {
        byte[] head = new byte[4];
        try (var in = Files.newInputStream(file)) {
            in.readNBytes(head, 0, 4);
        }
        int magic =
                (head[0] & 0xff) << 24
                        | (head[1] & 0xff) << 16
                        | (head[2] & 0xff) << 8
                        | head[3] & 0xff;
        if (magic == JKS) {
            return true;
        }
        if (head[0] != SEQUENCE) {
            return false;
        }
        try {
            Trust.read(file);
            return false;
        } catch (IOException noCertificate) {
            return true;
        }
    }

    private static List<X509Certificate> inStore(Path file, Optional<String> password)
            throws IOException, GeneralSecurityException {
        KeyStore store =
                KeyStore.getInstance(file.toFile(), password.map(String::toCharArray).orElse(null));
        List<X509Certificate> all = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] chain = store.getCertificateChain(alias);
            Certificate[] found =
                    chain == null ? new Certificate[] {store.getCertificate(alias)} : chain;
            for (Certificate each : found) {
                if (each instanceof X509Certificate certificate && !all.contains(certificate)) {
                    all.add(certificate);
                }
            }
        }
        if (all.isEmpty()) {
            throw new IOException(
                    password.isPresent()
                            ? "it holds no certificate"
                            : "it shows no certificate without its password");
        }
        return all;
    }
}
