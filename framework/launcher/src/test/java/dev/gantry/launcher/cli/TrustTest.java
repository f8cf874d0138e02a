package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.gantry.tls.Certificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

@Timeout(60)
class TrustTest {
    @TempDir Path folder;

    private Certificates certificate(String name, String whose) throws Exception {
        return Certificates.make(folder, name, "EC", whose);
    }

    /** Puts a certificate in the place where the command line looks for it. */
    private static void put(Certificates certificate, Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Files.copy(certificate.certificate(), file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static HttpsServer server(Certificates certificate) throws Exception {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.createContext(
                "/",
                exchange -> {
                    byte[] answer = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private FakeGantry.Ended list(HttpsServer server, String... more) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret");
        String[] args = new String[8 + more.length];
        System.arraycopy(
                new String[] {
                    "token",
                    "list",
                    "--url",
                    "https://127.0.0.1:" + server.getAddress().getPort(),
                    "--token-file",
                    token.toString(),
                    "--home",
                    folder.resolve("home").toString()
                },
                0,
                args,
                0,
                8);
        System.arraycopy(more, 0, args, 8, more.length);
        return FakeGantry.execute(args);
    }

    @Test
    void theGantryOfTheHomeIsTrustedByItsCertificate() throws Exception {
        Certificates own = certificate("gantry.example", "dns:gantry.example");
        HttpsServer server = server(own);
        try {
            var refused = list(server);
            assertEquals(ExitCode.UNREACHABLE, refused.code());
            assertTrue(refused.err().contains("--ca"), refused.err());
            put(certificate("other", "ip:127.0.0.1"), folder.resolve("home/data/gantry.crt"));
            assertEquals(ExitCode.UNREACHABLE, list(server).code(), "of another server");
            put(own, folder.resolve("home/data/gantry.crt"));
            var trusted = list(server);
            assertEquals(0, trusted.code(), trusted.err());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void othersAreTrustedByAFileAndTheirName() throws Exception {
        Certificates here = certificate("here", "ip:127.0.0.1");
        Certificates elsewhere = certificate("elsewhere", "dns:gantry.example");
        Path ca = folder.resolve("ca.pem");
        for (Certificates each : List.of(here, elsewhere)) {
            put(each, ca);
            HttpsServer server = server(each);
            try {
                assertEquals(
                        each == here ? 0 : ExitCode.UNREACHABLE,
                        list(server, "--ca", ca.toString()).code());
            } finally {
                server.stop(0);
            }
        }
        HttpsServer server = server(here);
        try {
            var missing = list(server, "--ca", folder.resolve("none.pem").toString());
            assertEquals(ExitCode.USAGE, missing.code());
            assertTrue(missing.err().contains("none.pem"), missing.err());
            assertEquals(ExitCode.USAGE, list(server, "--client-cert", ca.toString()).code());
        } finally {
            server.stop(0);
        }
    }
}
