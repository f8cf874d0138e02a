package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.itests.tasks.Flaky;
import dev.gantry.tls.Authority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Gantry that lets in only what is signed. */
class TrustIT {
    private static final String PLUGIN = "test.tasks";

    @TempDir Path folder;
    private Path trust;
    private Authority acme;
    private Gantry gantry;

    @BeforeEach
    void start() throws Exception {
        acme =
                new Authority(folder, "acme")
                        .issue("ada", "-ext", "eku=codeSigning")
                        .issue("bob")
                        .issue("past", "-startdate", "-30d", "-validity", "10");
        Path home = folder.resolve("home");
        trust = Files.createDirectories(home.resolve("conf/trust"));
        acme.certificate("acme", trust.resolve("acme.pem"));
        gantry = Gantry.start(home, "--set", "gantry.trust.policy=signed");
    }

    @AfterEach
    void stop() throws Exception {
        gantry.close();
    }

    private Path plugin(String version) throws Exception {
        return PluginJar.make(folder, PLUGIN, version, Flaky.class);
    }

    private static void write(Path jar, String entry, String text) throws Exception {
        try (FileSystem zip =
                FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path file = zip.getPath(entry);
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text);
        }
    }

    private JsonNode version(String version) throws Exception {
        return gantry.revision(PLUGIN, v -> v.path("version").asString().equals(version));
    }

    private JsonNode await(String version, String state) throws Exception {
        return gantry.await(
                version + " to be " + state,
                () -> version(version),
                v -> v != null && v.path("state").asString().equals(state));
    }

    private void refused(Path jar, String version, String sentence) throws Exception {
        Gantry.Exit plan = gantry.cli("plugin", "plan", jar.toString());
        assertEquals(4, plan.code(), plan.out() + plan.err());
        assertTrue(plan.out().startsWith("reject: " + sentence), plan.out());
        gantry.drop(jar);
        String reason = await(version, "rejected").path("reason").asString();
        assertTrue(reason.startsWith(sentence), reason);
        assertEquals("1.0.0", gantry.get("/api/v1/plugins/" + PLUGIN).path("active").asString());
    }

    @Test
    void onlyWhatIsSignedWellRuns() throws Exception {
        Path good = acme.sign(plugin("1.0.0"), "ada");
        String plan = gantry.cli("plugin", "plan", good.toString()).out();
        assertTrue(plan.contains("by CN=ada, trusted; certificate until "), plan);
        gantry.drop(good);
        JsonNode signature = await("1.0.0", "active").path("signature");
        assertTrue(signature.path("trusted").asBoolean());
        assertEquals("CN=ada", signature.path("signer").asString());
        assertEquals("CN=acme", signature.path("issuer").asString());
        assertEquals(
                "success", gantry.run("test.flaky", "{\"failures\":0}").path("result").asString());
        String shown = gantry.cli("plugin", "show", PLUGIN).out();
        assertTrue(shown.contains("by CN=ada, trusted"), shown);
        String history = gantry.cli("plugin", "history", PLUGIN).out();
        assertTrue(history.contains("by CN=ada (certificate with SHA-256 "), history);

        refused(plugin("1.1.0"), "1.1.0", "it is not signed: sign it with jarsigner");

        Path tampered = acme.sign(plugin("1.2.0"), "ada");
        write(tampered, "version.txt", "other");
        refused(tampered, "1.2.0", "its entry version.txt was changed after it was signed");

        Path partly = acme.sign(plugin("1.3.0"), "ada");
        write(partly, "META-INF/versions/25/acme/Evil.class", "evil");
        refused(
                partly,
                "1.3.0",
                "its entry META-INF/versions/25/acme/Evil.class is not signed, others are");

        refused(
                acme.sign(plugin("1.4.0"), "past"),
                "1.4.0",
                "the certificate of its signer CN=past expired on ");

        Path other = Files.createDirectories(folder.resolve("other"));
        refused(
                new Authority(other, "mallory").sign(plugin("1.5.0"), "mallory"),
                "1.5.0",
                "it is signed by CN=mallory, for whom conf/trust does not vouch");

        acme.revoke(trust.resolve("acme.crl"), "bob");
        gantry.await(
                "the list to be read", gantry::log, log -> log.contains("1 lists of revoked ones"));
        refused(
                acme.sign(plugin("1.6.0"), "bob"),
                "1.6.0",
                "the certificate of its signer CN=bob was revoked on ");
        assertEquals(
                "success", gantry.run("test.flaky", "{\"failures\":0}").path("result").asString());
    }

    @Test
    void whatIsRevokedInServiceGoesAtOnceAndWhatIsVouchedForComesIn() throws Exception {
        gantry.drop(acme.sign(plugin("1.0.0"), "bob"));
        await("1.0.0", "active");
        gantry.drop(acme.sign(plugin("1.1.0"), "ada"));
        await("1.1.0", "active");
        acme.revoke(trust.resolve("acme.crl"), "ada");
        String reason = await("1.1.0", "quarantined").path("reason").asString();
        assertTrue(reason.contains("CN=ada was revoked on "), reason);
        await("1.0.0", "active");
        JsonNode run = gantry.run("test.flaky", "{\"failures\":0}");
        assertEquals("1.0.0", run.path("plugin").path("version").asString());

        // neither an upload nor an override is a way around
        Path again = acme.sign(plugin("1.2.0"), "ada");
        Gantry.Answer upload =
                gantry.send("POST", "/api/v1/plugins?filename=again.jar&override=true", again);
        assertEquals(422, upload.status(), upload.body().toString());
        assertTrue(upload.body().path("detail").asString().contains("was revoked on "));

        // who is vouched for now is let in without another drop
        Path other = Files.createDirectories(folder.resolve("other"));
        Authority eve = new Authority(other, "eve");
        gantry.drop(eve.sign(plugin("1.3.0"), "eve"));
        await("1.3.0", "rejected");
        eve.certificate("eve", trust.resolve("eve.pem"));
        await("1.3.0", "active");
    }
}
