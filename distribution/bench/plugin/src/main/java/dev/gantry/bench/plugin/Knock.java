package dev.gantry.bench.plugin;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Sends a letter to a port of this machine, and waits for one: as a light look over the network.
 */
@DetectorType(id = "bench.knock")
public final class Knock implements Detector<Knock.Config> {

    /**
     * Where to, and what: {@code f} fast, {@code s} slow, {@code d} no answer; {@code b} is busy.
     */
    public record Config(int port, String letter, int busyMicros) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) throws IOException {
        long begun = System.nanoTime();
        if (config.busyMicros() > 0) {
            long sum = 0;
            while (System.nanoTime() - begun < config.busyMicros() * 1000L) {
                sum += sum ^ begun;
            }
            return Verdict.of(Status.OK).measured("sum", sum % 7);
        }
        try (Socket socket = new Socket()) {
            var stop = context.cancellation().onRequest(() -> close(socket));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()));
            socket.getOutputStream().write(config.letter().getBytes(StandardCharsets.US_ASCII));
            int answer = socket.getInputStream().read();
            stop.close();
            double seconds = (System.nanoTime() - begun) / 1e9;
            return answer < 0
                    ? Verdict.of(Status.CRITICAL).because("no answer")
                    : Verdict.of(Status.OK).measured("latency.seconds", seconds);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed anyhow
        }
    }
}
