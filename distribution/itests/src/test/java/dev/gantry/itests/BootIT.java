package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Start, refuse, stop. */
class BootIT {
    @TempDir Path home;

    @Test
    void saysWhereItIsAndStopsOnSigterm() throws Exception {
        Gantry gantry = Gantry.start(home);
        try (gantry) {
            Path token = home.resolve("data/admin.token");
            gantry.await(
                    "the banner",
                    gantry::log,
                    log -> log.contains(gantry.url().toString()) && log.contains(token.toString()));
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(token));
            assertFalse(
                    gantry.log().contains(Files.readString(token).strip()),
                    "the token itself is not printed");
            assertEquals("127.0.0.1", gantry.url().getHost());
            assertEquals(200, gantry.send("GET", "/healthz", null).status());
        }
        assertEquals(0, gantry.process.exitValue());
        assertFalse(Files.exists(home.resolve("data/gantry.url")));
    }

    @Test
    void refusesASecondStartOnTheSameHome() throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            Path output = home.resolve("second.txt");
            Process second = Gantry.process(home, output);
            assertTrue(second.waitFor(20, TimeUnit.SECONDS));
            assertEquals(4, second.exitValue());
            String said = Files.readString(output);
            assertTrue(said.contains(Long.toString(gantry.process.pid())), said);
            assertEquals(200, gantry.send("GET", "/readyz", null).status());
        }
    }

    @Test
    void startsAgainAfterAKill() throws Exception {
        Gantry first = Gantry.start(home);
        String token = Files.readString(home.resolve("data/admin.token"));
        first.kill();
        try (Gantry second = Gantry.start(home)) {
            assertEquals(token, Files.readString(home.resolve("data/admin.token")));
            assertEquals(200, second.send("GET", "/api/v1/status", null).status());
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            Path output = Gantry.launch(home);
            Process process =
                    Gantry.process(home, output, "--port", Integer.toString(taken.getLocalPort()));
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(1, process.exitValue());
            String said = Files.readString(output);
            assertTrue(said.contains(Integer.toString(taken.getLocalPort())), said);
            assertTrue(said.contains("--port"), said);
        }
    }

    @Test
    void refusesASettingThatItDoesNotKnow() throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/gantry.properties"), "gantry.htp.port=1\n");
        Path output = Gantry.launch(home);
        Process process = Gantry.process(home, output);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertTrue(process.exitValue() != 0);
        assertTrue(Files.readString(output).contains("gantry.http.port"), Files.readString(output));
    }

    @Test
    void refusesADatabaseOfSomebodyElse() throws Exception {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("data/gantry.db"), "this is no database ".repeat(100));
        Path output = Gantry.launch(home);
        Process process = Gantry.process(home, output);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertTrue(Files.readString(output).contains("gantry.db"), Files.readString(output));
        assertTrue(
                Files.readString(home.resolve("data/gantry.db")).startsWith("this is no database"));
    }

    @Test
    void wantsATokenForAllButHealth() throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            for (String path : List.of("/api/v1/runs", "/api/v1/plugins", "/metrics")) {
                Gantry.Answer none = gantry.send("GET", path, null, "Authorization", "Bearer no");
                assertEquals(401, none.status(), path);
                assertEquals("application/problem+json", none.header("Content-Type"));
            }
            for (String path : List.of("/healthz", "/readyz", "/openapi.json", "/")) {
                Gantry.Answer open = gantry.send("GET", path, null, "Authorization", "Bearer no");
                assertEquals(200, open.status(), path);
            }
        }
    }

    @Test
    void logsAsJsonOnRequest() throws Exception {
        try (Gantry gantry = Gantry.start(home, "--set", "gantry.log.format=json")) {
            gantry.await(
                    "a JSON line",
                    () -> Files.readString(home.resolve("logs/gantry.log")),
                    log -> log.startsWith("{\"") && log.contains("\"message\":"));
        }
    }
}
