package dev.gantry.launcher.cli;

import dev.gantry.tls.Pem;
import dev.gantry.tls.ReloadingTls;
import dev.gantry.tls.TlsFiles;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what certificates in a file vouch for, or those of the JVM; and besides, by whatever name
 * it is reached, the one server whose certificate is known.
 */
final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager usual;
    private final X509Certificate known;

    private Trust(X509ExtendedTrustManager usual, X509Certificate known) {
        this.usual = usual;
        this.known = known;
    }

    /**
     * What to make connections with.
     *
     * @throws ApiException if a file of the destination cannot be used
     */
    static SSLContext of(Destination destination) {
        if (!"https".equals(destination.url().getScheme())) {
            return new PlainContext();
        }
        TlsFiles files = destination.tls();
        Path server = destination.certificate();
        try {
            ReloadingTls own =
                    new ReloadingTls("--ca, --client-cert, --client-key", "it", files, read -> {});
            X509Certificate known =
                    Files.isReadable(server) ? Pem.certificates(server).getFirst() : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    files.key() == null ? null : new KeyManager[] {own.key()},
                    new TrustManager[] {new Trust(own.trust(), known)},
                    null);
            return context;
        } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
            throw new ApiException(ExitCode.USAGE, e.getMessage());
        }
    }

    private boolean known(X509Certificate[] chain) throws CertificateException {
        if (known == null || chain.length == 0 || !chain[0].equals(known)) {
            return false;
        }
        chain[0].checkValidity();
        return true;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        if (!known(chain)) {
            usual.checkServerTrusted(chain, type);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        if (!known(chain)) {
            usual.checkServerTrusted(chain, type, socket);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        if (!known(chain)) {
            usual.checkServerTrusted(chain, type, engine);
        }
    }

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
    public X509Certificate[] getAcceptedIssuers() {
        return usual.getAcceptedIssuers();
    }
}
