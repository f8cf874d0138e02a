package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.web.WebFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SecurityHeadersTest {
    @TempDir Path home;

    /** A page that brings a policy. */
    private static final WebFile PAGE =
            new WebFile(
                    "text/html; charset=utf-8",
                    new byte[0],
                    new byte[0],
                    "t",
                    false,
                    Map.of("Content-Security-Policy", "script-src 'self'"));

    @Test
    void everyAnswerHasThem() throws Exception {
        try (TestGantry gantry = new TestGantry(home)) {
            for (String path : List.of("/", "/healthz", "/api/v1/runs", "/nowhere", "/a%2fb")) {
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
            gantry.resources.site((path, navigation) -> Optional.of(PAGE));
            String page = head(gantry, "/");
            assertTrue(page.contains("Content-Security-Policy: script-src 'self'"), "its own");
            assertEquals(2, page.split("Content-Security-Policy:", -1).length, page);
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
