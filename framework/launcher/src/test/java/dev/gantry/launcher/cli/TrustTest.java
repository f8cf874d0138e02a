package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

@Timeout(60)
class TrustTest {
    private static final String PASSWORD = "of-a-test";

    @TempDir Path folder;

    /** A self-signed certificate in a store of its own, made with the keytool of the JDK. */
    private KeyStore certificate(String name, String alternative) throws Exception {
        Path file = folder.resolve(name + ".p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "SAN=" + alternative,
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void pem(KeyStore store, String name, Path file) throws Exception {
        String text =
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(store.getCertificate(name).getEncoded());
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }

    private HttpsServer server(KeyStore store) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
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
        KeyStore store = certificate("gantry.example", "dns:gantry.example");
        HttpsServer server = server(store);
        try {
            var refused = list(server);
            assertEquals(ExitCode.UNREACHABLE, refused.code());
            assertTrue(refused.err().contains("--ca"), refused.err());
            pem(
                    certificate("other", "ip:127.0.0.1"),
                    "other",
                    folder.resolve("home/data/gantry.crt"));
            assertEquals(ExitCode.UNREACHABLE, list(server).code(), "of another server");
            pem(store, "gantry.example", folder.resolve("home/data/gantry.crt"));
            var trusted = list(server);
            assertEquals(0, trusted.code(), trusted.err());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void othersAreTrustedByAFileAndTheirName() throws Exception {
        KeyStore here = certificate("here", "ip:127.0.0.1");
        KeyStore elsewhere = certificate("elsewhere", "dns:gantry.example");
        Path ca = folder.resolve("ca.pem");
        for (KeyStore store : new KeyStore[] {here, elsewhere}) {
            pem(store, store.aliases().nextElement(), ca);
            HttpsServer server = server(store);
            try {
                assertEquals(
                        store == here ? 0 : ExitCode.UNREACHABLE,
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
