package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Who still sends when the answer is known sees it. */
@Timeout(60)
class UnreadTest {
    @TempDir Path home;

    @Test
    void aRefusalDoesNotCutOffWhoStillSends() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            URI url = URI.create(gantry.server.url());
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.setTcpNoDelay(true);
                BufferedReader answers =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8));
                for (int i = 0; i < 50; i++) {
                    send(
                            socket,
                            "POST /api/v1/nothing HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 4\r\n\r\n");
                    send(socket, "{  }");
                    int rest = 0;
                    String status = answers.readLine();
                    assertTrue(status != null && status.startsWith("HTTP/1.1 4"), status);
                    for (String line = answers.readLine();
                            !line.isEmpty();
                            line = answers.readLine()) {
                        assertFalse(line.equalsIgnoreCase("Connection: close"));
                        if (line.startsWith("Content-Length: ")) {
                            rest = Integer.parseInt(line.substring(16));
                        }
                    }
                    assertEquals(rest, answers.skip(rest));
                }
            }
        }
    }

    @Test
    void whatIsNotUnderstoodHasItsAnswerThoughMoreIsSent() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            URI url = URI.create(gantry.server.url());
            for (int i = 0; i < 5; i++) {
                try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(200);
                    send(
                            socket,
                            "POST /a%2fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Length: 30000\r\n\r\n");
                    assertThrows(
                            SocketTimeoutException.class, () -> socket.getInputStream().read());
                    socket.setSoTimeout(0);
                    send(socket, "[".repeat(30_000));
                    byte[] answer = socket.getInputStream().readAllBytes();
                    assertTrue(
                            new String(answer, StandardCharsets.UTF_8).startsWith("HTTP/1.1 400 "));
                }
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
