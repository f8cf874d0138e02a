package dev.gantry.tls;

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
import java.util.function.Consumer;

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

    private final TlsFiles files;
    private final String what;
    private final Consumer<Pem.Material> listener;
    private final SSLContext context;
    private final Trust trust = new Trust();
    private final Key key = new Key();
    private List<FileTime> stamps = List.of();
    private Pem.Material material;

    /**
     * Reads the files for the first time.
     *
     * @param setting what the names of the settings begin with
     * @param what whose certificates these are, for the log
     * @param listener told of what was read, now and each time again
     * @throws IllegalArgumentException naming the file that cannot be used
     */
    public ReloadingTls(
            String setting, String what, TlsFiles files, Consumer<Pem.Material> listener) {
        this.files = files;
        this.what = what;
        this.listener = listener;
        try {
            stamps = stamps();
            material = Pem.read(files);
            context = SSLContext.getInstance("TLS");
            context.init(
                    files.key() == null ? null : new KeyManager[] {key},
                    new TrustManager[] {trust},
                    null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
        listener.accept(material);
    }

    /** What connections are made with. */
    public SSLContext context() {
        return context;
    }

    /** What shows our certificate; only where there is one. */
    public X509ExtendedKeyManager key() {
        return key;
    }

    /** What decides whom to trust. */
    public X509ExtendedTrustManager trust() {
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
                LOG.info("The certificates for {} were read again", what);
                listener.accept(material);
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn(
                        "The certificates for {} stay as they were: {}. Correct the file",
                        what,
                        e.getMessage());
            }
        }
        return material;
    }

    private final class Trust extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            now().trust().checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            now().trust().checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            now().trust().checkClientTrusted(chain, type, engine);
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

        private String chosen(String... types) {
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
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return chosen(type);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return chosen(type);
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
