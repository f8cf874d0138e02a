package dev.gantry.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.gantry.launcher.cli.FakeGantry.Ended;

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
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

@Timeout(60)
class TrustTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;

    @Test
    void aServerIsTrustedByTheCaThatIsNamed() throws Exception {
        KeyStore store = keys();
        Path ca = folder.resolve("ca.pem");
        String base64 =
                Base64.getMimeEncoder().encodeToString(store.getCertificate("server").getEncoded());
        Files.writeString(
                ca, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        HttpsServer server = serve(store);
        try {
            String url = "https://localhost:" + server.getAddress().getPort();
            Ended distrusted = run("queue", "list", "--url", url);
            assertEquals(ExitCode.UNREACHABLE, distrusted.code());
            assertTrue(distrusted.err().contains("with --ca"), distrusted.err());
            Ended trusted = run("queue", "list", "--url", url, "--ca", ca.toString());
            assertEquals(ExitCode.OK, trusted.code(), trusted.err());
            run("context", "add", "tls", "--url", url, "--ca", ca.toString(), "--use");
            assertEquals(ExitCode.OK, run("queue", "list").code());
            Path none = Files.writeString(folder.resolve("none.pem"), "nothing\n");
            Ended empty = run("queue", "list", "--url", url, "--ca", none.toString());
            assertEquals(ExitCode.USAGE, empty.code());
            assertTrue(empty.err().contains("holds no certificates in PEM"), empty.err());
        } finally {
            server.stop(0);
        }
    }

    private Ended run(String... args) {
        Map<String, String> environment = Map.of("XDG_CONFIG_HOME", folder.toString());
        Surroundings around =
                new Surroundings(environment::get, InputStream.nullInputStream(), false, false);
        return FakeGantry.execute(around, args);
    }

    private static HttpsServer serve(KeyStore store) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private KeyStore keys() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        "server",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=localhost",
                                        "-ext",
                                        "SAN=dns:localhost",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        file.toString(),
                                        "-storepass",
                                        new String(PASSWORD)))
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
