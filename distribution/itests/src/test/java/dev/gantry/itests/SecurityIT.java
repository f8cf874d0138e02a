package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.tls.Certificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tokens, sessions, the audit log and TLS of the real thing. */
class SecurityIT {
    private static final String SESSION = "/api/v1/session";

    @TempDir Path home;

    private static String token(Gantry gantry, String name, String role) throws Exception {
        Gantry.Exit made = gantry.cli("token", "create", name, "--role", role);
        assertEquals(0, made.code(), made.err());
        return made.out().strip();
    }

    @Test
    void aTokenHoldsWhatItsRoleSaysUntilItIsRevoked() throws Exception {
        try (Gantry gantry = Gantry.start(home)) {
            String token = token(gantry, "ci", "operator@blue");
            String bearer = "Bearer " + token;
            Gantry.Answer run = gantry.send("GET", "/api/v1/runs", null, "Authorization", bearer);
            assertEquals(200, run.status());
            Gantry.Answer weak =
                    gantry.send("POST", "/api/v1/store/check", null, "Authorization", bearer);
            assertEquals(403, weak.status());
            assertEquals("forbidden", weak.body().path("code").asString());
            String id = gantry.get("/api/v1/tokens").path("items").path(0).path("id").asString();
            assertEquals(0, gantry.cli("token", "revoke", id).code());
            assertEquals(
                    401,
                    gantry.send("GET", "/api/v1/runs", null, "Authorization", bearer).status());
        }
    }

    @Test
    void aSessionSurvivesAKillAndItsEventsStream() throws Exception {
        String cookie;
        try (Gantry gantry = Gantry.start(home)) {
            String token = token(gantry, "ann", "viewer");
            Gantry.Answer login = gantry.send("POST", SESSION, "{\"token\":\"" + token + "\"}");
            assertEquals(201, login.status());
            cookie = login.header("Set-Cookie").split(";")[0];
            gantry.kill();
        }
        try (Gantry gantry = Gantry.start(home)) {
            var request =
                    java.net.http.HttpRequest.newBuilder(gantry.url().resolve(SESSION))
                            .header("Cookie", cookie)
                            .build();
            var self = gantry.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            assertEquals(200, self.statusCode(), self.body());
            assertTrue(self.body().contains("\"ann\""), self.body());
            var events =
                    gantry.send(
                            java.net.http.HttpRequest.newBuilder(
                                            gantry.url().resolve("/api/v1/events"))
                                    .header("Cookie", cookie)
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, events.statusCode());
            events.body().close();
        }
    }

    @Test
    void whoeverChangesTheAuditLogIsFoundOut() throws Exception {
        String noted;
        try (Gantry gantry = Gantry.start(home)) {
            token(gantry, "one", "viewer");
            token(gantry, "two", "viewer");
            Gantry.Exit fine = gantry.cli("audit", "verify");
            assertEquals(0, fine.code(), fine.out());
            noted = fine.out().strip().lines().toList().getLast();
            assertEquals(0, gantry.cli("audit", "verify", "--known", noted).code());
            assertTrue(gantry.cli("audit", "list").out().contains("makeToken"));
        }
        replace(home.resolve("data/gantry.db"), "makeToken", "takeToken");
        try (Gantry gantry = Gantry.start(home)) {
            Gantry.Exit broken = gantry.cli("audit", "verify");
            assertEquals(1, broken.code(), broken.out());
            assertTrue(broken.out().contains("entry 1 was changed"), broken.out());
        }
    }

    private static void replace(Path file, String from, String to) throws Exception {
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        String changed = all.replace(from, to);
        assertNotEquals(all, changed);
        Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theCommandLineTalksOverTls() throws Exception {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Certificates.make(conf, "gantry.example", "EC", "dns:gantry.example");
        Certificates.make(conf, "client", "EC");
        Path output = Gantry.launch(home);
        Process process =
                Gantry.process(
                        home,
                        output,
                        "--set",
                        "gantry.http.tls.certificate=conf/gantry.example.pem",
                        "--set",
                        "gantry.http.tls.key=conf/gantry.example-key.pem",
                        "--set",
                        "gantry.http.tls.client=required",
                        "--set",
                        "gantry.http.tls.client.ca=conf/client.pem",
                        "--set",
                        "gantry.http.tls.client.roles=CN=client: viewer");
        try {
            String[] own = {
                "--client-cert", home.resolve("conf/client.pem").toString(),
                "--client-key", home.resolve("conf/client-key.pem").toString()
            };
            int code =
                    Waiting.until(
                            "an answer over TLS",
                            Gantry.PATIENCE,
                            () -> cli(own),
                            exit -> exit == 0 || !process.isAlive());
            assertEquals(0, code, () -> said(output));
            assertEquals(5, cli(), "without a certificate nobody is let in");
            assertTrue(Files.readString(home.resolve("data/gantry.url")).startsWith("https://"));
        } finally {
            process.destroy();
            assertTrue(process.waitFor(40, TimeUnit.SECONDS));
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private int cli(String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Gantry.INSTALLATION.resolve("bin/gantry").toString());
        command.add("status");
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GANTRY_HOME", home.toString());
        Process cli =
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertTrue(cli.waitFor(30, TimeUnit.SECONDS));
        return cli.exitValue();
    }
}
