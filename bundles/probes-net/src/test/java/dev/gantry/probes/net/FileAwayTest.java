package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.api.detect.Detector;
import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.timing.Waiting;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Files of certificates as on a file server that is away: each holds one thread. */
@GantryTest
@Timeout(120)
class FileAwayTest {
    @TempDir Path folder;
    private Path file;
    private DetectorRunner detectors;

    @BeforeEach
    void prepare(DetectorRunner runner) throws Exception {
        // the operating system lets nobody out who opens it, until somebody writes to it
        file = folder.resolve("away.pem");
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        detectors = runner.timeout(Duration.ofSeconds(1));
    }

    @Test
    void asTheTarget() throws Exception {
        assertAskedOnce(new Tls(), Map.of("target", file.toString()));
    }

    @Test
    void ofWhomToTrust() throws Exception {
        var secure = Certificates.make(folder).server("good").getSocketFactory();
        try (Faulty server = Faulty.talking(socket -> shakeHands(secure, socket))) {
            String at = server.at();
            assertAskedOnce(new Tls(), Map.of("target", at, "caFile", file));
            assertAskedOnce(new Tcp(), Map.of("target", at, "caFile", file, "tls", true));
            assertAskedOnce(new Http(), Map.of("target", "https://" + at, "caFile", file));
        }
    }

    private static void shakeHands(SSLSocketFactory secure, Socket socket) throws Exception {
        var over = (SSLSocket) secure.createSocket(socket, null, true);
        over.setUseClientMode(false);
        over.startHandshake();
    }

    private void assertAskedOnce(Detector<?> detector, Map<String, ?> config) throws Exception {
        assertThat(detectors.inspect(detector, config))
                .unknown()
                .firstBecause(file + " did not answer in time");
        for (int i = 0; i < 3; i++) {
            assertThat(detectors.inspect(detector, config))
                    .unknown()
                    .firstBecause(file + " has not answered since an earlier look");
        }
        assertEquals(1, waiting());
        Waiting.until(
                Duration.ofSeconds(30),
                () -> {
                    new RandomAccessFile(file.toFile(), "rw").close();
                    return waiting() == 0;
                },
                () -> "a thread still waits");
    }

    private static long waiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("probe"))
                .count();
    }
}
