package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

class SecurityHeadersTest {
    @TempDir Path home;

    @Test
    void everyAnswerHasThem() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            for (String path :
                    List.of("/", "/plugins", "/healthz", "/api/v1/runs", "/nowhere", "/a%2fb")) {
                String head = head(gantry, path);
                for (String wanted :
                        List.of(
                                "X-Content-Type-Options: nosniff",
                                "X-Frame-Options: DENY",
                                "Referrer-Policy: no-referrer",
                                "Cross-Origin-Opener-Policy: same-origin",
                                "Cross-Origin-Resource-Policy: same-origin",
                                "Permissions-Policy: camera=()",
                                "frame-ancestors 'none'",
                                "Cache-Control: no-store")) {
                    assertTrue(head.contains(wanted), path + " " + wanted + "\n" + head);
                }
                assertEquals(2, head.split("Content-Security-Policy:", -1).length, path);
                assertFalse(head.contains("Strict-Transport-Security"), "without TLS");
            }
            assertTrue(head(gantry, "/plugins").contains("script-src 'self'"), "its own");
            assertFalse(head(gantry, "/healthz").contains("unsafe-inline"));
        }
    }

    private static String head(TestGantry gantry, String path) throws IOException {
        URI url = URI.create(gantry.server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(0, answer.indexOf("\r\n\r\n"));
        }
    }
}
