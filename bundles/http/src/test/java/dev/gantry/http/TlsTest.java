package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.http.server.HttpSettings;
import dev.gantry.tls.Certificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

@Timeout(60)
class TlsTest {
    private static final String TLS = "gantry.http.tls.";
    private static final String BEARER = "Authorization: Bearer " + TestGantry.TOKEN + "\r\n";
    private static final String SESSION = "/api/v1/session";
    private static final String PAUSE = "/api/v1/tasks/files.cleanup/pause";

    @TempDir Path home;

    private HttpSettings settings(String... more) {
        Map<String, String> all = new HashMap<>();
        all.put(TLS + "certificate", "own.pem");
        all.put(TLS + "key", "own-key.pem");
        for (int i = 0; i < more.length; i += 2) {
            all.put(TLS + more[i], more[i + 1]);
        }
        return TestGantry.settings(home, all);
    }

    private Certificates own(String name, String algorithm, int seconds) throws Exception {
        Certificates made = Certificates.make(home, name, algorithm);
        replace(made.certificate(), home.resolve("own.pem"), seconds);
        replace(made.key(), home.resolve("own-key.pem"), seconds);
        return made;
    }

    private static void replace(Path from, Path to, int seconds) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        FileTime now = Files.getLastModifiedTime(to);
        Files.setLastModifiedTime(to, FileTime.fromMillis(now.toMillis() + seconds * 1000L));
    }

    private SSLSocket connect(TestGantry gantry, SSLContext tls) throws IOException {
        URI url = URI.create(gantry.server.url());
        SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", url.getPort());
        socket.startHandshake();
        return socket;
    }

    /** The head of the answer and what came of the body with it. */
    private static String ask(SSLSocket socket, String request, String headers) throws IOException {
        String body = request.startsWith("GET") ? "" : "{}";
        String text =
                request
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length()
                        + "\r\n"
                        + headers
                        + "\r\n"
                        + body;
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        byte[] buffer = new byte[65536];
        int got = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(0, got), StandardCharsets.UTF_8);
    }

    private TestGantry start(HttpSettings settings) throws IOException {
        return new TestGantry(home, settings, new FakeEvents(10));
    }

    @Test
    void everythingGoesOverTls() throws Exception {
        Certificates own = own("one", "EC", 0);
        try (TestGantry gantry = start(settings());
                SSLSocket socket = connect(gantry, own.anybody())) {
            assertTrue(gantry.server.url().startsWith("https://127.0.0.1:"));
            assertEquals(
                    gantry.server.url(), Files.readString(home.resolve("data/gantry.url")).strip());
            assertEquals(
                    Files.readString(own.certificate()),
                    Files.readString(home.resolve("data/gantry.crt")));
            String answer = ask(socket, "GET /metrics", BEARER);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.contains("Strict-Transport-Security: max-age=31536000"), answer);
        }
        assertFalse(Files.exists(home.resolve("data/gantry.crt")));
    }

    @Test
    void aSessionIsForTlsOnlyThen() throws Exception {
        Certificates own = own("one", "EC", 0);
        try (TestGantry gantry = start(settings());
                SSLSocket socket = connect(gantry, own.anybody())) {
            String body = "{\"token\":\"" + TestGantry.TOKEN + "\"}";
            socket.getOutputStream()
                    .write(
                            ("POST "
                                            + SESSION
                                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[65536];
            int got = socket.getInputStream().read(buffer);
            String answer = new String(buffer, 0, got, StandardCharsets.UTF_8);
            assertTrue(answer.contains("SameSite=Strict; Path=/; Secure"), answer);
        }
    }

    @Test
    void aNewCertificateIsUsedAndOpenConnectionsStay() throws Exception {
        Certificates first = own("one", "EC", 0);
        try (TestGantry gantry = start(settings());
                SSLSocket old = connect(gantry, first.anybody())) {
            assertEquals(first.leaf(), old.getSession().getPeerCertificates()[0]);
            Certificates second = own("two", "RSA", 5);
            try (SSLSocket fresh = connect(gantry, second.anybody())) {
                assertEquals(second.leaf(), fresh.getSession().getPeerCertificates()[0]);
                assertTrue(ask(fresh, "GET /healthz", "").startsWith("HTTP/1.1 200"));
            }
            assertTrue(ask(old, "GET /healthz", "").startsWith("HTTP/1.1 200"));
            assertEquals(
                    Files.readString(second.certificate()),
                    Files.readString(home.resolve("data/gantry.crt")));

            Files.writeString(home.resolve("own.pem"), "rubbish");
            replace(home.resolve("own.pem"), home.resolve("own.pem.copy"), 0);
            Files.setLastModifiedTime(home.resolve("own.pem"), FileTime.fromMillis(1000));
            try (SSLSocket still = connect(gantry, second.anybody())) {
                assertEquals(second.leaf(), still.getSession().getPeerCertificates()[0]);
            }
        }
    }

    @Test
    void whereOneIsRequiredNobodyComesInWithoutACertificate() throws Exception {
        Certificates own = own("one", "EC", 0);
        Certificates client = Certificates.make(home, "client", "EC");
        Certificates other = Certificates.make(home, "other", "EC");
        HttpSettings settings =
                settings("client", "required", "client.ca", client.certificate().toString());
        try (TestGantry gantry = start(settings)) {
            for (SSLContext wrong : new SSLContext[] {own.anybody(), other.trusting(own)}) {
                assertThrows(
                        IOException.class,
                        () -> {
                            try (SSLSocket socket = connect(gantry, wrong)) {
                                // TLS 1.3: the server refuses after the client is done
                                String answer = ask(socket, "GET /healthz", "");
                                if (answer.isEmpty()) {
                                    throw new SSLException("closed");
                                }
                            }
                        });
            }
            try (SSLSocket socket = connect(gantry, client.trusting(own))) {
                assertTrue(ask(socket, "GET /healthz", "").startsWith("HTTP/1.1 200"));
                assertTrue(
                        ask(socket, "GET /api/v1/runs", "").startsWith("HTTP/1.1 401"),
                        "a certificate alone has no role");
                assertTrue(ask(socket, "GET /api/v1/runs", BEARER).startsWith("HTTP/1.1 200"));
            }
        }
    }

    @Test
    void aCertificateGivesRoles() throws Exception {
        Certificates own = own("one", "EC", 0);
        Certificates client = Certificates.make(home, "client", "EC");
        HttpSettings settings =
                settings(
                        "client.ca",
                        client.certificate().toString(),
                        "client.roles",
                        "CN=other: admin; cn=client : operator");
        try (TestGantry gantry = start(settings)) {
            try (SSLSocket socket = connect(gantry, client.trusting(own))) {
                String self = ask(socket, "GET " + SESSION, "");
                assertTrue(self.contains("\"name\":\"CN=client\""), self);
                assertTrue(self.contains("\"kind\":\"certificate\""), self);
                assertTrue(ask(socket, "POST " + PAUSE, "").startsWith("HTTP/1.1 200"));
                assertEquals("certificate:CN=client", gantry.identity.audit.last().credential());
                assertTrue(ask(socket, "GET /api/v1/tokens", "").startsWith("HTTP/1.1 403"));
                String foreign = ask(socket, "POST " + PAUSE, "Sec-Fetch-Site: cross-site\r\n");
                assertTrue(foreign.contains("csrf"), foreign);
            }
            try (SSLSocket socket = connect(gantry, own.anybody())) {
                assertTrue(ask(socket, "GET /api/v1/runs", "").startsWith("HTTP/1.1 401"));
                assertTrue(ask(socket, "GET /api/v1/runs", BEARER).startsWith("HTTP/1.1 200"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "certificate, own.pem, go together",
        "client, sometimes, 'expected none, optional or required, got sometimes'",
        "client, required, client.ca too",
        "client.roles, CN=a, no colon",
        "client.roles, nonsense: viewer, SUBJECT",
        "client.roles, CN=a: root, got root"
    })
    void whatIsWrongIsTold(String key, String value, String told) {
        Map<String, String> all = new HashMap<>();
        if (!key.equals("certificate")) {
            all.put(TLS + "certificate", "own.pem");
            all.put(TLS + "key", "own-key.pem");
        }
        all.put(TLS + key, value);
        var refused =
                assertThrows(IllegalArgumentException.class, () -> TestGantry.settings(home, all));
        assertTrue(refused.getMessage().contains(told), refused.getMessage());
        assertTrue(refused.getMessage().startsWith(TLS), refused.getMessage());
    }

    @Test
    void aFileThatIsNoCertificateIsTold() throws Exception {
        own("one", "EC", 0);
        Files.writeString(home.resolve("own-key.pem"), "rubbish");
        var refused = assertThrows(IllegalArgumentException.class, () -> start(settings()).close());
        assertTrue(refused.getMessage().contains("own-key.pem holds no private key"));
        assertNotEquals(-1, refused.getMessage().indexOf("openssl"));
        assertThrows(
                IllegalArgumentException.class,
                () -> TestGantry.settings(home, Map.of(TLS + "client.ca", "x")));
    }
}
