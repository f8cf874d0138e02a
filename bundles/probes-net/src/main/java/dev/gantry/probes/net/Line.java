package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLException;

/**
 * One connection for one inspection, each step of which is measured: {@code dns}, {@code connect},
 * {@code tls}. Used by one thread; the limit may close it from another.
 */
final class Line implements Closeable {
    private final Target target;
    private final Socket socket;
    private final Limit limit;
    private final Phases phases;
    private Handshake handshake;

    private Line(Target target, Socket socket, Limit limit, Phases phases) {
        this.target = target;
        this.socket = socket;
        this.limit = limit;
        this.phases = phases;
    }

    /**
     * Connects to the first address of the target that lets it.
     *
     * @throws Unreachable why the first did not, with a sentence; why the others did not is
     *     suppressed in it
     */
    static Line connect(Target target, Names names, Limit limit, Phases phases) throws Unreachable {
        phases.begin();
        List<InetAddress> addresses = names.find(target.host(), limit);
        phases.end("dns");
        Unreachable first = null;
        for (int i = 0; i < addresses.size(); i++) {
            try {
                limit.check("no connection to " + target);
                Duration share = limit.left().dividedBy(addresses.size() - i);
                Socket socket = connect(target, addresses.get(i), share, limit);
                phases.end("connect");
                return new Line(target, socket, limit, phases);
            } catch (Unreachable e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first;
    }

    private static Socket connect(Target target, InetAddress address, Duration share, Limit limit)
            throws Unreachable {
        Socket socket = limit.guard(new Socket());
        String at =
                Names.literal(target.host()).isPresent()
                        ? target.toString()
                        : target + " (" + address.getHostAddress() + ")";
        try {
            socket.connect(
                    new InetSocketAddress(address, target.port()),
                    Math.clamp(share.toMillis(), 1, Integer.MAX_VALUE));
            socket.setTcpNoDelay(true);
            return socket;
        } catch (SocketTimeoutException e) {
            shut(socket);
            limit.check("no connection to " + at);
            throw new Unreachable("no connection to " + at + " within " + Words.took(share), e);
        } catch (ConnectException e) {
            shut(socket);
            String why = Words.message(e).toLowerCase(java.util.Locale.ROOT);
            throw limit.explain(
                    e,
                    "no connection to " + at,
                    why.contains("refused")
                            ? "connection to " + at + " refused: nothing listens there"
                            : "cannot connect to " + at + ": " + Words.message(e));
        } catch (IOException e) {
            shut(socket);
            throw limit.explain(
                    e,
                    "no connection to " + at,
                    "cannot connect to " + at + ": " + Words.message(e));
        }
    }

    /**
     * Makes it a secure one, whatever the certificates are.
     *
     * @param name that the server is asked for
     * @throws Unreachable if there is no handshake, with a sentence
     */
    Handshake secure(String name) throws Unreachable, GeneralSecurityException {
        phases.begin();
        try {
            handshake = Handshake.over(socket, name, target.port());
            phases.end("tls");
            return handshake;
        } catch (SSLException e) {
            throw limit.explain(
                    e,
                    "no TLS handshake with " + target,
                    "no TLS handshake with " + target + ": " + Words.message(e));
        } catch (IOException e) {
            throw limit.explain(
                    e,
                    "no TLS handshake with " + target,
                    target + " broke off the TLS handshake: " + Words.message(e));
        }
    }

    Target target() {
        return target;
    }

    /** The connection as it is below TLS. */
    Socket plain() {
        return socket;
    }

    /** The connection to talk over: secure if {@link #secure} was called. */
    Socket socket() {
        return handshake == null ? socket : handshake.socket();
    }

    InputStream in() throws IOException {
        return socket().getInputStream();
    }

    OutputStream out() throws IOException {
        return socket().getOutputStream();
    }

    /** At once, without a farewell. */
    @Override
    public void close() {
        shut(socket);
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nobody uses it any more
        }
    }
}
