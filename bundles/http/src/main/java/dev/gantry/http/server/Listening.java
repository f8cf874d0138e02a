package dev.gantry.http.server;

import dev.gantry.tls.Pem;
import dev.gantry.tls.ReloadingTls;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;

/** Makes the connector: plain, or with TLS whose certificates are read again when they change. */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    /** How long a stop waits for connections that carry nothing. */
    private static final long IDLE_AT_STOP_MS = 100;

    /** Whoever resumes is not asked for a certificate again. */
    private static final int TLS_SESSION_SECONDS = 300;

    /**
     * What is odd in a path goes on to the API, which refuses it once it has read the body: who
     * still sends when a connection closes does not see the answer. What is left out can be in a
     * query string, too, which the API has Jetty decode: let through, it would become replacement
     * characters.
     */
    private static final UriCompliance ADDRESSES =
            UriCompliance.UNSAFE.without(
                    "GANTRY",
                    UriCompliance.Violation.BAD_PERCENT_ENCODING,
                    UriCompliance.Violation.BAD_UTF8_ENCODING,
                    UriCompliance.Violation.TRUNCATED_UTF8_ENCODING);

    private Listening() {}

    /**
     * The connector.
     *
     * @throws IllegalArgumentException naming the file that cannot be used
     */
    static ServerConnector connector(Server server, HttpSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setUriCompliance(ADDRESSES);
        ServerConnector connector =
                settings.tls() == null
                        ? new ServerConnector(
                                server, null, null, null, 1, 1, new HttpConnectionFactory(http))
                        : secure(server, settings, http);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_AT_STOP_MS);
        return connector;
    }

    private static ServerConnector secure(
            Server server, HttpSettings settings, HttpConfiguration http) {
        HttpTls tls = settings.tls();
        ReloadingTls files =
                new ReloadingTls(
                        "gantry.http.tls",
                        "the API",
                        tls.files(),
                        read -> tell(settings.certificateFile(), read));
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(files.context());
        factory.setSslSessionTimeout(TLS_SESSION_SECONDS);
        factory.setExcludeProtocols("SSL", "SSLv2", "SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1");
        factory.setWantClientAuth(tls.wanted() == HttpTls.Wanted.OPTIONAL);
        factory.setNeedClientAuth(tls.wanted() == HttpTls.Wanted.REQUIRED);
        http.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory inner = new HttpConnectionFactory(http);
        return new ServerConnector(
                server,
                null,
                null,
                null,
                1,
                1,
                new SslConnectionFactory(factory, inner.getProtocol()),
                inner);
    }

    /** For the command line on this machine: which certificate is this Gantry's. */
    private static void tell(Path file, Pem.Material read) {
        try {
            String base64 =
                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(read.chain().getFirst().getEncoded());
            Files.createDirectories(file.getParent());
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    draft,
                    "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "The command line here does not know the new certificate: cannot write {} ({});"
                            + " make its folder writable",
                    file,
                    e.toString());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read is not one", e);
        }
    }
}
