package dev.gantry.telemetry.otlp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Certificates from files, read again at a handshake when a file has changed. Files that cannot be
 * read then leave the old certificates in force, with one warning for each change. Thread-safe.
 */
public final class ReloadingTls {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);

    private final OtlpSettings.Tls files;
    private final SSLContext context;
    private final Trust trust = new Trust();
    private List<FileTime> stamps = List.of();
    private Pem.Material material;

    private ReloadingTls(OtlpSettings.Tls files) {
        this.files = files;
        try {
            stamps = stamps();
            material = Pem.read(files);
            context = SSLContext.getInstance("TLS");
            context.init(
                    files.key() == null ? null : new KeyManager[] {new Key()},
                    new TrustManager[] {trust},
                    null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("gantry.telemetry.otlp.tls: " + e.getMessage(), e);
        }
    }

    /**
     * What the settings ask for, if anything.
     *
     * @throws IllegalArgumentException naming the file that cannot be used
     */
    public static Optional<ReloadingTls> of(OtlpSettings settings) {
        return Optional.ofNullable(settings.tls()).map(ReloadingTls::new);
    }

    SSLContext context() {
        return context;
    }

    X509ExtendedTrustManager trust() {
        return trust;
    }

    private List<FileTime> stamps() throws IOException {
        List<FileTime> all = new ArrayList<>();
        for (Path file : new Path[] {files.trusted(), files.certificate(), files.key()}) {
            if (file != null) {
                all.add(Files.getLastModifiedTime(file));
            }
        }
        return all;
    }

    private synchronized Pem.Material now() {
        List<FileTime> found;
        try {
            found = stamps();
        } catch (IOException e) {
            return material;
        }
        if (!found.equals(stamps)) {
            stamps = found;
            try {
                material = Pem.read(files);
                LOG.info("The certificates for telemetry were read again");
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn(
                        "The certificates for telemetry stay as they were: {}. Correct the file",
                        e.getMessage());
            }
        }
        return material;
    }

    private final class Trust extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("there are no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            now().trust().checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            now().trust().checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            now().trust().checkServerTrusted(chain, type, engine);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return now().trust().getAcceptedIssuers();
        }
    }

    /** The one key that there is. */
    private final class Key extends X509ExtendedKeyManager {
        private static final String ALIAS = "gantry";

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return chosen(types);
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal[] issuers, SSLEngine engine) {
            return chosen(types);
        }

        private String chosen(String[] types) {
            String own = now().key().getAlgorithm();
            for (String type : types) {
                if (type.equals(own) || type.startsWith("Ed") && own.startsWith("Ed")) {
                    return ALIAS;
                }
            }
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return now().chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return now().key();
        }
    }
}
