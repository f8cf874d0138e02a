package dev.gantry.probes.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A port with a fault, on 127.0.0.1. */
final class Faulty implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> held = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What is done with a connection. */
    interface Conversation {
        void hold(Socket socket) throws Exception;
    }

    private Faulty(ServerSocket server) {
        this.server = server;
    }

    /** Talks as it is told; connections stay open until this is closed, unless it closes them. */
    static Faulty talking(Conversation conversation) throws IOException {
        var faulty = new Faulty(new ServerSocket(0, 4096, InetAddress.ofLiteral("127.0.0.1")));
        faulty.threads.submit(() -> faulty.accept(conversation));
        return faulty;
    }

    /** Takes connections and says nothing. */
    static Faulty halfOpen() throws IOException {
        return talking(socket -> {});
    }

    /** Resets each connection as soon as something came over it. */
    static Faulty resetting() throws IOException {
        return talking(
                socket -> {
                    socket.getInputStream().read();
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
    }

    /** Answers a request in HTTP after a while. */
    static Faulty slow(Duration delay) throws IOException {
        return talking(
                socket -> {
                    readHead(socket);
                    new CountDownLatch(1).await(delay.toMillis(), TimeUnit.MILLISECONDS);
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    socket.close();
                });
    }

    /** Answers a request with these bytes, and closes. */
    static Faulty answering(byte[] answer) throws IOException {
        return talking(
                socket -> {
                    readHead(socket);
                    socket.getOutputStream().write(answer);
                    socket.close();
                });
    }

    static Faulty answering(String answer) throws IOException {
        return answering(answer.getBytes(StandardCharsets.UTF_8));
    }

    /** Has no room for another connection, so that what knocks gets no answer, not even a no. */
    static Faulty dropping() throws IOException {
        var faulty = new Faulty(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
        boolean room = true;
        while (room) {
            Socket filler = new Socket();
            faulty.held.add(filler);
            try {
                filler.connect(new InetSocketAddress("127.0.0.1", faulty.port()), 300);
            } catch (IOException full) {
                room = false;
            }
        }
        return faulty;
    }

    /** Reads the head of a request; its lines. */
    static List<String> readHead(Socket socket) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private Void accept(Conversation conversation) throws IOException {
        while (closing.getCount() > 0) {
            Socket socket = server.accept();
            synchronized (held) {
                held.add(socket);
            }
            threads.submit(
                    () -> {
                        conversation.hold(socket);
                        return null;
                    });
        }
        return null;
    }

    int port() {
        return server.getLocalPort();
    }

    String at() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        server.close();
        synchronized (held) {
            for (Socket socket : held) {
                socket.close();
            }
        }
        threads.shutdownNow();
    }
}
