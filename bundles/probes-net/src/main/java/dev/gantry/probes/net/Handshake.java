package dev.gantry.probes.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Makes a connection a secure one, whatever the certificates are, and keeps them to be judged
 * afterwards: a handshake that is broken off tells one fault, and little of the chain.
 */
final class Handshake {
    private final SSLSocket socket;
    private final Recorder recorder;

    private Handshake(SSLSocket socket, Recorder recorder) {
        this.socket = socket;
        this.recorder = recorder;
    }

    /**
     * Shakes hands over an open connection.
     *
     * @param name that the server is asked for, and that its certificate has to hold
     */
    static Handshake over(Socket plain, String name, int port)
            throws IOException, GeneralSecurityException {
        var recorder = new Recorder();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {recorder}, null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        // the recorder is asked to look at the name as well
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Handshake(socket, recorder);
    }

    SSLSocket socket() {
        return socket;
    }

    /** As sent, that of the server first. */
    List<X509Certificate> chain() {
        return List.of(recorder.chain);
    }

    /** Whether the certificate of the server is for the name that was asked for. */
    boolean rightName() {
        return recorder.rightName;
    }

    /** As in {@code TLSv1.3}. */
    String protocol() {
        return socket.getSession().getProtocol();
    }

    /** Lets everybody pass, and keeps whom it saw. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private volatile X509Certificate[] chain = {};
        private volatile boolean rightName;

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String type, Socket socket)
                throws CertificateException {
            chain = sent.clone();
            rightName = rightName(sent[0], type, socket);
        }

        /** As Java judges it, which leaves but the name if the certificate itself is trusted. */
        private static boolean rightName(X509Certificate own, String type, Socket socket)
                throws CertificateException {
            try {
                trusting(own).checkServerTrusted(new X509Certificate[] {own}, type, socket);
                return true;
            } catch (CertificateException e) {
                return false;
            } catch (IOException | GeneralSecurityException e) {
                throw new CertificateException(e);
            }
        }

        private static X509ExtendedTrustManager trusting(X509Certificate only)
                throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("only", only);
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("for sockets only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] sent, String type)
                throws CertificateException {
            throw new CertificateException("for sockets only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("for servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("for servers only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] sent, String type)
                throws CertificateException {
            throw new CertificateException("for servers only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
