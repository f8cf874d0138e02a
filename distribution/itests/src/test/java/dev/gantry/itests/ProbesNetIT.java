package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The network probes that come with Gantry, as checks of a real one. */
class ProbesNetIT {
    private static final String CLASS = "dev.gantry.probes.net.Http";
    private static final String PASSWORD = "of-a-test";

    @TempDir Path folder;
    private Gantry gantry;
    private Path dropped;

    @BeforeEach
    void start() throws Exception {
        gantry = Gantry.start(folder.resolve("home"));
        dropped = gantry.drop(PluginJar.sample("probes-net"));
        gantry.awaitRevision("probes-net", "active");
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    @Test
    void bringsItsDetectorsAndGoesWithoutATrace() throws Exception {
        for (String id : List.of("http", "tcp", "dns", "tls", "icmp")) {
            JsonNode detector = gantry.get("/api/v1/detectors/" + id);
            JsonNode properties = detector.path("config").path("properties");
            assertEquals(
                    "target", properties.propertyNames().iterator().next(), detector.toString());
        }
        String own = gantry.home.resolve("data/gantry.url").toUri().toString();
        put("gone", "tcp", "{\"target\":\"127.0.0.1:1\"}");
        put("file", "tls", "{\"target\":\"%s\"}".formatted(own));
        put("host", "icmp", "{\"target\":\"localhost\"}");
        put("name", "dns", "{\"target\":\"a.test\",\"server\":\"127.0.0.1:1\"}");
        put(
                "self",
                "http",
                """
                {"target":"%s","json":[{"path":"$.openapi","matches":"^3"}],
                 "jsonSchema":"{\\"required\\":[\\"openapi\\"],\\"properties\\":{\\"openapi\\":{\\"pattern\\":\\"^3\\"}}}"}
                """
                        .formatted(gantry.url().resolve("/openapi.json")));
        await("gone", "critical");
        await("file", "unknown");
        await("name", "critical");
        gantry.await(
                "a verdict",
                () -> gantry.get("/api/v1/checks/host"),
                check -> !reason(check).isEmpty());
        gantry.await(
                "a verdict",
                () -> gantry.get("/api/v1/checks/self"),
                check -> !reason(check).isEmpty());
        assertTrue(loaded().contains(CLASS), loaded());
        Files.delete(dropped);
        gantry.await(
                "the detector to go",
                () -> gantry.get("/api/v1/detectors/tcp"),
                detector -> !detector.path("available").asBoolean(true));
        gantry.await("its classes to go", this::loaded, seen -> !seen.contains(CLASS));
    }

    /** What the JVM has of a class of the plugin after a collection. */
    private String loaded() throws Exception {
        jcmd("GC.run");
        return jcmd("VM.class_hierarchy", CLASS);
    }

    private String jcmd(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(String.valueOf(gantry.process.pid()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void judgesHttp() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server = HttpServer.create(loopback(), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            "{\"state\":\"up\",\"queue\":17}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status.get(), body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            String url = "http://localhost:" + server.getAddress().getPort() + "/";
            put(
                    "shop",
                    "http",
                    """
                    {"target":"%s","secretHeaders":{"Authorization":"Bearer hidden-1"},
                     "json":[{"path":"$.state","is":"up"},{"path":"$.queue","max":100,"measure":"queue"}]}
                    """
                            .formatted(url));
            JsonNode good = await("shop", "ok");
            assertTrue(reason(good).startsWith("answered 200 in "), good.toString());
            JsonNode measured = good.path("last").path("measurements");
            assertEquals(17, measured.path("queue").asDouble(), good.toString());
            assertTrue(measured.path("phase.first_byte.seconds").asDouble() > 0, good.toString());
            assertFalse(good.path("last").toString().contains("hidden-1"), good.toString());
            status.set(503);
            JsonNode bad = await("shop", "critical");
            assertTrue(reason(bad).startsWith("answered 503 in "), bad.toString());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void judgesPortsNamesAndHosts() throws Exception {
        int closed;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            put(
                    "silent",
                    "tcp",
                    "{\"target\":\"127.0.0.1:%d\",\"expect\":\"220\"}"
                            .formatted(silent.getLocalPort()));
            JsonNode late = await("silent", "critical");
            assertTrue(reason(late).contains("said nothing"), late.toString());
            assertTrue(
                    reason(late).contains("nothing that matches 220 within 1."), late.toString());
            put("open", "tcp", "{\"target\":\"localhost:%d\"}".formatted(silent.getLocalPort()));
            assertTrue(reason(await("open", "ok")).startsWith("connected in "));
            closed = silent.getLocalPort();
        }
        put("closed", "tcp", "{\"target\":\"127.0.0.1:%d\"}".formatted(closed));
        assertTrue(reason(await("closed", "critical")).contains("refused"));
        put("name", "dns", "{\"target\":\"a.test\",\"server\":\"127.0.0.1:%d\"}".formatted(closed));
        assertTrue(reason(await("name", "critical")).contains("refuses: nothing listens"));
        put("host", "icmp", "{\"target\":\"127.0.0.1\",\"count\":1}");
        JsonNode host =
                gantry.await(
                        "a verdict on the host",
                        () -> gantry.get("/api/v1/checks/host"),
                        check -> !reason(check).isEmpty());
        assertTrue(
                List.of("ok", "unknown").contains(host.path("status").asString()), host.toString());
    }

    @Test
    void judgesCertificates() throws Exception {
        Path store = folder.resolve("server.p12");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=shop",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "90");
        Path pem = folder.resolve("server.pem");
        keytool(store, "-exportcert", "-alias", "a", "-rfc", "-file", pem.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.start();
        try {
            String target = "localhost:" + server.getAddress().getPort();
            put("stranger", "tls", "{\"target\":\"%s\"}".formatted(target));
            JsonNode stranger = await("stranger", "critical");
            assertTrue(reason(stranger).contains("self-signed"), stranger.toString());
            JsonNode measured = stranger.path("last").path("measurements");
            assertTrue(
                    measured.path("certificate.remaining.seconds").asDouble() > 89 * 86_400.0,
                    stranger.toString());
            put("known", "tls", "{\"target\":\"%s\",\"caFile\":\"%s\"}".formatted(target, pem));
            assertTrue(reason(await("known", "ok")).startsWith("certificate holds for 89 days"));
            put("file", "tls", "{\"target\":\"%s\"}".formatted(pem));
            await("file", "ok");
        } finally {
            server.stop(0);
        }
    }

    private void put(String check, String detector, String config) throws Exception {
        Gantry.Answer made =
                gantry.send(
                        "PUT",
                        "/api/v1/checks/" + check,
                        "{\"detector\":\"%s\",\"config\":%s,\"interval\":\"PT1S\",\"timeout\":\"PT2S\"}"
                                .formatted(detector, config));
        assertEquals(2, made.status() / 100, made.body().toString());
    }

    private JsonNode await(String check, String status) throws Exception {
        return gantry.await(
                "the check " + check + " to be " + status,
                () -> gantry.get("/api/v1/checks/" + check),
                seen -> seen.path("status").asString("").equals(status));
    }

    private static String reason(JsonNode check) {
        return check.path("last").path("reasons").path(0).asString("");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of(
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }
}
