package dev.gantry.probes.net;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.testkit.DetectorRunner;
import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.Inspection;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLSocket;

/** Looks at the certificates of a real nginx, of ports that begin without TLS, and in files. */
@GantryTest
@Timeout(120)
class TlsTest {
    private static final double DAY = 86_400;
    private static World world;

    private DetectorRunner detectors;

    @BeforeAll
    static void start() throws Exception {
        world = World.make();
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void now(DetectorRunner runner) {
        runner.clock().set(Instant.now());
        detectors = runner;
    }

    private Inspection look(String target, Object... more) {
        Map<String, Object> config = new HashMap<>();
        config.put("target", target);
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return detectors.inspect(new Tls(), config);
    }

    private Inspection trusting(String certificate) throws Exception {
        return look(world.nginx.secure(certificate), "caFile", world.root());
    }

    @Test
    void isContentWithAGoodOne() throws Exception {
        assertThat(trusting("good"))
                .ok()
                .firstBecause("certificate holds for 89 days, until ")
                .because("presents good in TLSv1.3")
                .measured("certificates", 3)
                .measured("certificate.remaining.seconds", 89 * DAY, 90 * DAY)
                .measured("phase.tls.seconds", 1e-9, 60);
    }

    @Test
    void asksForTheNameThatItIsTold() throws Exception {
        assertThat(
                        look(
                                world.nginx.secure("wrong-name"),
                                "caFile",
                                world.root(),
                                "serverName",
                                "other.example"))
                .ok();
        String address = world.nginx.secure("good").replace("localhost", "127.0.0.1");
        assertThat(look(address, "caFile", world.root())).ok();
    }

    @Test
    void warnsInTime() throws Exception {
        assertThat(trusting("soon"))
                .warn()
                .firstBecause("certificate of soon expires in 19 days, on ")
                .because("less than 30 days are left");
        assertThat(trusting("urgent"))
                .critical()
                .firstBecause("certificate of urgent expires in 2 days")
                .because("less than 7 days are left");
        assertThat(look(world.nginx.secure("good"), "caFile", world.root(), "warnBefore", "P100D"))
                .warn();
        detectors.clock().advance(Duration.ofDays(85));
        assertThat(trusting("good")).critical().firstBecause("expires in 4 days");
    }

    @Test
    void tellsEachFaultByItself() throws Exception {
        assertThat(trusting("expired"))
                .critical()
                .firstBecause("certificate of expired expired 30 days ago, on ")
                .measured("certificate.remaining.seconds", -31 * DAY, -29 * DAY);
        assertThat(trusting("future"))
                .critical()
                .firstBecause("certificate of future is not valid before ");
        assertThat(trusting("old-issuer"))
                .critical()
                .firstBecause("certificate of the issuer old-intermediate expired 30 days ago")
                .measured("certificate.remaining.seconds", -31 * DAY, -29 * DAY)
                .measured("certificate.own.remaining.seconds", 89 * DAY, 90 * DAY);
        assertThat(trusting("wrong-name"))
                .critical()
                .firstBecause("certificate is for other.example, not for localhost")
                .measured("certificate.remaining.seconds", 89 * DAY, 90 * DAY);
        assertThat(trusting("self-signed"))
                .critical()
                .firstBecause(
                        "certificate of self-signed is self-signed, and not among the trusted")
                .measured("certificate.remaining.seconds", 89 * DAY, 90 * DAY);
        assertThat(look(world.nginx.secure("good")))
                .critical()
                .firstBecause("certificate of good is not trusted: its root root is not among")
                .measured("certificate.remaining.seconds", 89 * DAY, 90 * DAY);
        assertThat(trusting("client"))
                .critical()
                .firstBecause("certificate of client is not one for servers");
        assertThat(trusting("good/alone"))
                .critical()
                .firstBecause("issuer intermediate is unknown, and the server sent no certificate");
    }

    @Test
    void tellsSeveralFaultsAtOnce() throws Exception {
        Inspection look = look(world.nginx.secure("expired"), "serverName", "other.example");
        assertThat(look)
                .critical()
                .because("is not trusted")
                .because("certificate is for localhost, 127.0.0.1, not for other.example")
                .because("expired 30 days ago");
    }

    @Test
    void aSelfSignedOneCanBeTrusted() throws Exception {
        String own = world.certificates.chain("self-signed").toString();
        assertThat(look(world.nginx.secure("self-signed"), "caFile", own)).ok();
    }

    @Test
    void judgesTheValidityOnlyIfToldSo() throws Exception {
        assertThat(look(world.nginx.secure("self-signed"), "trust", "INSECURE"))
                .ok()
                .because("issuer and name are NOT verified: trust is INSECURE");
        assertThat(look(world.nginx.secure("expired"), "trust", "INSECURE"))
                .critical()
                .firstBecause("expired 30 days ago")
                .because("NOT verified");
    }

    @Test
    void goesOnToTls() throws Exception {
        Map<String, Faulty.Conversation> servers =
                Map.of(
                        "SMTP",
                        socket -> {
                            Faulty.write(socket, "220-hello\r\n220 mail\r\n");
                            expect(socket, "EHLO gantry.invalid");
                            Faulty.write(socket, "250-mail\r\n250 STARTTLS\r\n");
                            expect(socket, "STARTTLS");
                            Faulty.write(socket, "220 go on\r\n");
                            secure(socket);
                        },
                        "IMAP",
                        socket -> {
                            Faulty.write(socket, "* OK ready\r\n");
                            expect(socket, "a STARTTLS");
                            Faulty.write(socket, "* CAPABILITY\r\na OK begin\r\n");
                            secure(socket);
                        },
                        "POP3",
                        socket -> {
                            Faulty.write(socket, "+OK ready\r\n");
                            expect(socket, "STLS");
                            Faulty.write(socket, "+OK begin\r\n");
                            secure(socket);
                        },
                        "POSTGRES",
                        socket -> {
                            byte[] request = socket.getInputStream().readNBytes(8);
                            assertTrue(request[3] == 8 && request[7] == 47);
                            Faulty.write(socket, "S");
                            secure(socket);
                        });
        for (Map.Entry<String, Faulty.Conversation> each : servers.entrySet()) {
            try (Faulty server = Faulty.talking(each.getValue())) {
                assertThat(look(server.at(), "startTls", each.getKey(), "caFile", world.root()))
                        .ok()
                        .measured("phase.starttls.seconds", 1e-9, 60);
            }
        }
    }

    private static void expect(Socket socket, String line) throws Exception {
        var said = new StringBuilder();
        while (said.indexOf("\r\n") < 0) {
            said.append((char) socket.getInputStream().read());
        }
        assertTrue(said.toString().equals(line + "\r\n"), said.toString());
    }

    private static void secure(Socket socket) throws Exception {
        var factory = world.certificates.server("good").getSocketFactory();
        var secure = (SSLSocket) factory.createSocket(socket, null, true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        new BufferedReader(new InputStreamReader(secure.getInputStream())).readLine();
    }

    @Test
    void saysWhyThereIsNoCertificate() throws Exception {
        assertThat(look("127.0.0.1:" + world.nginx.port()))
                .critical()
                .firstBecause("no TLS handshake with 127.0.0.1:" + world.nginx.port());
        assertThat(look("127.0.0.1:" + Peer.freePort())).critical().firstBecause("refused");
        try (Faulty server = Faulty.talking(socket -> Faulty.write(socket, "554 go away\r\n"))) {
            assertThat(look(server.at(), "startTls", "SMTP"))
                    .critical()
                    .firstBecause("does not go on to TLS by SMTP: it said \"554 go away\"");
        }
        try (Faulty server = Faulty.talking(socket -> Faulty.write(socket, "N"))) {
            assertThat(look(server.at(), "startTls", "POSTGRES"))
                    .critical()
                    .firstBecause("it is not set up for TLS");
        }
        try (Faulty server = Faulty.resetting()) {
            assertThat(look(server.at())).critical().firstBecause("TLS handshake");
        }
        assertThat(look("no port")).error(IllegalArgumentException.class);
    }

    @Test
    void looksIntoFiles() throws Exception {
        assertThat(look(world.certificates.chain("good").toString()))
                .ok()
                .measured("certificates", 3);
        assertThat(look("file:" + world.certificates.chain("soon"))).warn();
        assertThat(look(world.certificates.chain("old-issuer").toString()))
                .critical()
                .firstBecause("certificate of the issuer old-intermediate expired");
        String store = world.certificates.store().toString();
        assertThat(look(store, "password", Certificates.PASSWORD))
                .critical()
                .measured("certificates", 12)
                .keptSecrets("password");
        assertThat(look(store, "password", "another")).unknown().firstBecause("its password is");
        assertThat(look("/no/such/file")).unknown().firstBecause("does not exist");
        Path text = Files.createTempFile("no-certificate", ".pem");
        try {
            Files.writeString(text, "nothing");
            assertThat(look(text.toString())).unknown().firstBecause("cannot be read");
        } finally {
            Files.delete(text);
        }
    }
}
