import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of this machine that lets everybody in who knocks, each on a thread of its own. */
final class Door implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());

    /** What is done with a guest, until that leaves. */
    interface Host {
        void serve(Socket guest) throws IOException, InterruptedException;
    }

    Door(Host host) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket guest = socket.accept();
                    Thread.ofVirtual().start(() -> serve(host, guest));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    private static void serve(Host host, Socket guest) {
        try (guest) {
            host.serve(guest);
        } catch (IOException | InterruptedException e) {
            // the guest has left
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
