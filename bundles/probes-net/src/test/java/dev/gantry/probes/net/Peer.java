package dev.gantry.probes.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.timing.Waiting;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real program in a process of its own, which listens on a loopback address. */
final class Peer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private Peer(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Skips the test where a program is missing, unless it has to be there. */
    static Path require(String program) {
        Path found =
                Stream.concat(
                                Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                                Stream.of("/usr/sbin", "/sbin"))
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        String missing = program + " is not installed; see .ci/run";
        if (System.getenv("GANTRY_CI") == null) {
            assumeTrue(found != null, missing);
        } else if (found == null) {
            throw new AssertionError(missing);
        }
        return found;
    }

    /** Starts it, and waits until somebody listens on {@code port}. */
    static Peer start(Path folder, int port, String program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(require(program).toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(program + "-" + port + ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Peer peer = new Peer(process, output);
        try {
            peer.await(port);
        } catch (Throwable e) {
            peer.close();
            throw e;
        }
        return peer;
    }

    private void await(int port) throws IOException {
        Waiting.until(
                PATIENCE,
                () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("it ended:\n" + Files.readString(output));
                    }
                    return listens(port);
                },
                () -> "it does not listen on " + port + ":\n" + Files.readString(output));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A port on which nobody listens now. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    /** Ports on which nobody listens now, all different. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket each : held) {
                each.close();
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
