package dev.gantry.plugins.trust;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folder with the certificates of those who may sign plugins: {@code .pem}, {@code .crt} and
 * {@code .cer} files, PKCS 12 stores in {@code .p12} and {@code .pfx}, and lists of revoked
 * certificates in {@code .crl}. Thread-safe.
 */
public final class TrustFolder {
    private static final Logger LOG = LoggerFactory.getLogger(TrustFolder.class);

    private final Path folder;
    private final char[] password;
    private final InstantSource clock;
    private TrustStore store = TrustStore.EMPTY;
    private Map<String, String> stamps = Map.of();

    /**
     * Reads nothing yet; a folder that is not there holds nothing.
     *
     * @param password of PKCS 12 stores, or {@code null}
     */
    public TrustFolder(Path folder, String password, InstantSource clock) {
        this.folder = folder;
        this.password = password == null ? null : password.toCharArray();
        this.clock = clock;
    }

    /** What it holds now; the same object for as long as nothing is changed in it. */
    public synchronized TrustStore store() {
        Map<String, String> found = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path file : all) {
                    String stamp = ending(file).isEmpty() ? "" : stamp(file);
                    if (!stamp.isEmpty()) {
                        files.add(file);
                        found.put(file.getFileName().toString(), stamp);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                return store; // something is being changed: the next look tells
            }
        }
        if (found.equals(stamps)) {
            return store;
        }
        stamps = found;
        store = read(files);
        LOG.info(
                "the folder {} has {} certificates and {} lists of revoked ones",
                folder,
                store.trusted().size(),
                store.revocations().size());
        store.unread().forEach(sentence -> LOG.warn("{}", sentence));
        return store;
    }

    /** What changes when a file does; empty for what is no file. */
    private static String stamp(Path file) throws IOException {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.isRegularFile()
                    ? is.size() + " " + is.lastModifiedTime() + " " + is.fileKey()
                    : "";
        } catch (IOException e) {
            if (Files.isSymbolicLink(file)) {
                return "leads nowhere";
            }
            throw e;
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (name.startsWith(".") ? "" : ending) {
            case "pem", "crt", "cer" -> "certificates";
            case "p12", "pfx" -> "store";
            case "crl" -> "revoked";
            default -> "";
        };
    }

    private TrustStore read(List<Path> files) {
        Set<X509Certificate> trusted = new HashSet<>();
        Map<String, X509CRL> revocations = new TreeMap<>();
        List<String> unread = new ArrayList<>();
        List<String> blind = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            try {
                switch (ending(file)) {
                    case "certificates" -> trusted.addAll(certificates(file));
                    case "store" -> trusted.addAll(stored(file));
                    default -> revocations.put(name, revoked(file));
                }
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                String sentence =
                        "conf/trust/"
                                + name
                                + " cannot be read ("
                                + e.getMessage()
                                + "): put it right, or take it away";
                unread.add(sentence);
                if (ending(file).equals("revoked")) {
                    blind.add(sentence);
                }
            }
        }
        return new TrustStore(trusted, revocations, unread, blind);
    }

    private static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("no certificate in PEM is in it");
            }
            return found.stream().map(X509Certificate.class::cast).toList();
        }
    }

    private List<X509Certificate> stored(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            keys.load(in, password);
        }
        List<X509Certificate> found = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.getCertificate(alias) instanceof X509Certificate certificate) {
                found.add(certificate);
            }
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException(
                    "no certificate is in it, or gantry.trust.password does not open it");
        }
        return found;
    }

    private X509CRL revoked(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            CRL list = CertificateFactory.getInstance("X.509").generateCRL(in);
            X509CRL revoked = (X509CRL) list;
            Date next = revoked.getNextUpdate();
            if (next != null && next.toInstant().isBefore(clock.instant())) {
                LOG.warn(
                        "conf/trust/{} should have been replaced on {}: what it names is refused,"
                                + " what was revoked since then is not known",
                        file.getFileName(),
                        next.toInstant());
            }
            return revoked;
        }
    }
}
