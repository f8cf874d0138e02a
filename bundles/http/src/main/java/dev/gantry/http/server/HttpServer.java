package dev.gantry.http.server;

import dev.gantry.http.ApiHandlers;
import dev.gantry.http.ClientCertificates;
import dev.gantry.http.Gate;
import dev.gantry.http.LocalNames;
import dev.gantry.http.Logins;
import dev.gantry.http.RateLimits;
import dev.gantry.http.Resources;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Listens. Requests are answered on virtual threads; a few platform threads accept and select. The
 * address is in {@code data/gantry.url} from when it listens until it is closed.
 */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_PLATFORM_THREADS = 16;

    /** Beyond it others wait until one is closed: the files of the store need some handles too. */
    private static final int MAX_CONNECTIONS = 10_000;

    private final Server server;
    private final Resources resources;
    private final Path addressFile;
    private final Path certificateFile;
    private final String url;

    /**
     * Starts to listen.
     *
     * @param missing what of Gantry is not there, in one sentence
     * @throws IllegalStateException if it cannot, with a sentence that names the remedy
     */
    public HttpServer(
            HttpSettings settings, Resources resources, Logins logins, Supplier<String> missing) {
        this.resources = resources;
        InetAddress address = resolve(settings.host());
        // a queue of its own: that of Jetty has the JVM make all its MBeans first
        QueuedThreadPool threads =
                new QueuedThreadPool(MAX_PLATFORM_THREADS, 2, new LinkedBlockingQueue<>());
        threads.setName("http");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
        server = new Server(threads);
        ServerConnector connector = Listening.connector(server, settings);
        server.addConnector(connector);
        server.setErrorHandler(new PlainErrors());
        Gate gate =
                new Gate(
                        logins,
                        settings.tls() == null ? ClientCertificates.NONE : settings.tls().clients(),
                        address.isLoopbackAddress()
                                ? LocalNames.and(settings.publicHost())
                                : LocalNames.ANY,
                        settings.openMetrics());
        Handler api = ApiHandlers.of(resources, gate, missing, settings.heartbeat());
        Handler limited =
                settings.rate() == 0
                        ? api
                        : new RateLimits(api, gate, settings.rate(), System::nanoTime);
        Unasked unasked = new Unasked(limited, server.getScheduler(), settings.idleTimeout());
        connector.addBean(unasked, false);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setHandler(new GracefulHandler(unasked));
        server.setStopTimeout(settings.stopTimeout().toMillis());
        start(settings);
        String scheme = settings.tls() == null ? "http://" : "https://";
        url = scheme + name(settings.host(), address) + ":" + connector.getLocalPort();
        addressFile = settings.addressFile();
        certificateFile = settings.certificateFile();
        try {
            writeAddress();
        } catch (IOException e) {
            stop();
            throw new IllegalStateException(
                    "cannot write " + addressFile + ": " + e + "; make its folder writable", e);
        }
    }

    /** The API's address, without a slash at the end. */
    public String url() {
        return url;
    }

    /** Ends all streams, lets other requests finish for a while, and stops listening. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(addressFile);
            Files.deleteIfExists(certificateFile);
        } catch (IOException e) {
            throw new IllegalStateException("cannot delete " + addressFile, e);
        } finally {
            resources.endStreams();
            stop();
        }
    }

    private void start(HttpSettings settings) {
        try {
            server.start();
        } catch (Exception e) {
            stop();
            throw new IllegalStateException(sentence(settings, e), e);
        }
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }

    private static String sentence(HttpSettings settings, Exception e) {
        String place = settings.host() + ":" + settings.port();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof BindException && message.contains("in use")) {
                return "port "
                        + settings.port()
                        + " on "
                        + settings.host()
                        + " is in use; stop what uses it, or choose another with --port or"
                        + " gantry.http.port (0 takes any free port)";
            }
            if (cause instanceof BindException && message.contains("assign")) {
                return "gantry.http.host: this machine has no address "
                        + settings.host()
                        + "; use 127.0.0.1, 0.0.0.0 or one of its own";
            }
            if (cause instanceof UnresolvedAddressException) {
                return unresolved(settings.host());
            }
        }
        return "cannot listen on "
                + place
                + ": "
                + e.getMessage()
                + "; choose another address with gantry.http.host and gantry.http.port";
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(unresolved(host), e);
        }
    }

    private static String unresolved(String host) {
        return "gantry.http.host: the name "
                + host
                + " is not known here; use 127.0.0.1, 0.0.0.0 or a name that resolves";
    }

    private static String name(String host, InetAddress address) {
        if (address.isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private void writeAddress() throws IOException {
        Files.createDirectories(addressFile.getParent());
        Path draft = addressFile.resolveSibling(addressFile.getFileName() + ".new");
        Files.writeString(draft, url + "\n");
        Files.move(
                draft,
                addressFile,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
