package dev.gantry.plugins.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.run.GantryException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class TrustTest extends TrustFixture {
    private void await(String version, RevisionState state) throws Exception {
        await(0, version, state);
    }

    private String reason(String version) throws Exception {
        return revision(version).reason();
    }

    private Signature signature() throws Exception {
        return gantry.plugins().find(HELLO).orElseThrow().versions().getFirst().signature();
    }

    @Test
    void letsInWhatIsSignedAndSaysWhoDid() throws Exception {
        Path jar = acme.sign(hello("1.0.0"), "dev");
        assertEquals(PluginPlan.Action.INSTALL, plan(jar).action());
        assertEquals("CN=dev", plan(jar).signature().signer());
        put(jar);
        await("1.0.0", RevisionState.ACTIVE);
        assertTrue(signature().trusted());
        assertEquals("CN=dev", signature().signer());
        assertEquals(
                List.of("by CN=dev (certificate with SHA-256 " + signature().fingerprint() + ")"),
                gantry.plugins().history(HELLO, Long.MAX_VALUE, 10).stream()
                        .filter(n -> n.what().equals("signed"))
                        .map(n -> n.text())
                        .toList());

        // at the next start it is looked at again, and not told again
        reopen(POLICY, "signed");
        gantry.settle();
        assertTrue(signature().trusted());
        assertEquals(
                1,
                gantry.plugins().history(HELLO, Long.MAX_VALUE, 10).stream()
                        .filter(n -> n.what().equals("signed"))
                        .count());

        // a list of that time keeps it out
        gantry.close();
        acme.revoke(trust.resolve("acme.crl"), "dev");
        reopen(POLICY, "signed");
        gantry.settle();
        await("1.0.0", RevisionState.REJECTED);
        assertTrue(reason("1.0.0").contains("CN=dev was revoked on "), reason("1.0.0"));
    }

    private PluginPlan plan(Path jar) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            return gantry.plugins().plan(jar.getFileName().toString(), in);
        }
    }

    @Test
    void keepsTheRestOutUntilTheFolderVouchesForIt() throws Exception {
        Files.delete(trust.resolve("acme.pem"));
        Path jar = hello("1.0.0");
        assertEquals(PluginPlan.Action.REJECT, plan(jar).action());
        assertTrue(plan(jar).sentence().startsWith("it is not signed"), plan(jar).sentence());
        try (InputStream in = Files.newInputStream(jar)) {
            GantryException refused =
                    assertThrows(
                            GantryException.class,
                            () -> gantry.plugins().upload("hello.jar", in, true, "ada"));
            assertTrue(refused.getMessage().startsWith("it is not signed"), refused.getMessage());
        }
        long before = gantry.events.latest();
        put(acme.sign(jar, "dev"));
        gantry.events.await(before, RevisionState.REJECTED);
        assertTrue(reason("1.0.0").startsWith("it is signed by CN=dev, for whom conf/trust does"));
        acme.certificate("acme", trust.resolve("acme.pem"));
        await("1.0.0", RevisionState.ACTIVE);
        assertNull(reason("1.0.0"));
    }

    @Test
    void quarantinesWhatIsRevokedAndGoesBack() throws Exception {
        put(acme.sign(hello("1.0.0"), "ops"));
        await("1.0.0", RevisionState.ACTIVE);
        put(acme.sign(hello("1.1.0"), "dev"));
        await("1.1.0", RevisionState.ACTIVE);
        long before = gantry.events.latest();
        acme.revoke(trust.resolve("acme.crl"), "dev");
        gantry.events.await(
                before, e -> e.state() == RevisionState.QUARANTINED && e.version().equals("1.1.0"));
        gantry.events.await(
                before, e -> e.state() == RevisionState.ACTIVE && e.version().equals("1.0.0"));
        assertTrue(reason("1.1.0").contains("CN=dev was revoked on "), reason("1.1.0"));
        GantryException refused =
                assertThrows(
                        GantryException.class,
                        () -> gantry.plugins().activate(HELLO, "1.1.0", null, true, "ada"));
        assertTrue(refused.getMessage().contains("was revoked"), refused.getMessage());
    }

    private void awaitUntrusted() {
        SwapFixture.await(
                () -> {
                    try {
                        return gantry.plugins().history(HELLO, Long.MAX_VALUE, 10).stream()
                                .anyMatch(n -> n.what().equals("untrusted"));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void namesWhatWouldNotBeLetInAgainAndLetsItGoOn() throws Exception {
        put(acme.sign(hello("1.0.0"), "dev"));
        await("1.0.0", RevisionState.ACTIVE);
        Files.delete(trust.resolve("acme.pem"));
        awaitUntrusted();
        assertEquals("1.0.0", gantry.plugins().find(HELLO).orElseThrow().active());
        assertTrue(signature().reason().contains("for whom conf/trust does not vouch"));
    }

    /** It was let in once, other content of its version took its place, and its file stayed. */
    @Test
    void aRefusedUploadDeletesOnlyWhatItBrought() throws Exception {
        Path one = put(snapshot("one"));
        await("1.0.0.SNAPSHOT", RevisionState.ACTIVE);
        String sha = Vault.hash(one);
        Path two = put(snapshot("two"));
        SwapFixture.await(() -> active(two));
        Files.delete(trust.resolve("acme.pem"));
        awaitUntrusted();
        for (String name : List.of("again.jar", "one.jar")) {
            try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(one))) {
                GantryException refused =
                        assertThrows(
                                GantryException.class,
                                () -> gantry.plugins().upload(name, in, false, "ada"));
                assertEquals(GantryException.Code.REFUSED, refused.code());
            }
        }
        assertFalse(Files.exists(gantry.drop("again.jar")));
        assertEquals(sha, Vault.hash(one));
        String other = Vault.hash(two);
        assertEquals(
                GantryException.Code.CONFLICT,
                assertThrows(
                                GantryException.class,
                                () ->
                                        gantry.plugins()
                                                .upload(
                                                        "two.jar",
                                                        new ByteArrayInputStream(new byte[] {1}),
                                                        false,
                                                        "ada"))
                        .code());
        assertEquals(other, Vault.hash(two));
    }

    private Path snapshot(String content) throws Exception {
        return acme.sign(Jars.snapshot(home, content), "dev");
    }

    private boolean active(Path jar) {
        try {
            List<RevisionInfo> all = gantry.plugins().find(HELLO).orElseThrow().versions();
            return all.size() == 1
                    && all.getFirst().sha256().equals(Vault.hash(jar))
                    && all.getFirst().state() == RevisionState.ACTIVE;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anyPolicyTellsAndRefusesNothing() throws Exception {
        reopen(POLICY, "any");
        put(hello("1.0.0"));
        await("1.0.0", RevisionState.ACTIVE);
        assertTrue(signature().reason().startsWith("it is not signed"));
    }

    @Test
    void nobodyIsWiredToALibraryThatMayNotComeIn() throws Exception {
        Path library =
                Jars.build(
                        home.resolve("lib.jar"),
                        "Bundle-SymbolicName",
                        "acme.lib",
                        "Bundle-Version",
                        "1.0.0",
                        "Export-Package",
                        "acme.lib;version=1.0.0");
        Path app =
                Jars.build(
                        home.resolve("app.jar"),
                        "Bundle-SymbolicName",
                        "acme.app",
                        "Bundle-Version",
                        "1.0.0",
                        "Private-Package",
                        "acme.app",
                        "Import-Package",
                        "acme.lib;version=\"[1.0.0,2.0.0)\",*");
        Path unsigned = Files.copy(library, home.resolve("unsigned.jar"));
        put(unsigned);
        gantry.events.await(
                0, e -> e.state() == RevisionState.REJECTED && e.plugin().equals("acme.lib"));
        put(acme.sign(app, "dev"));
        gantry.events.await(
                0, e -> e.state() == RevisionState.REJECTED && e.plugin().equals("acme.app"));
        assertTrue(
                gantry.plugins()
                        .find("acme.app")
                        .orElseThrow()
                        .versions()
                        .getFirst()
                        .reason()
                        .startsWith(
                                "it needs package acme.lib [1.0.0,2.0.0), which nobody offers"));
        Files.delete(gantry.drop("unsigned.jar"));
        put(acme.sign(library, "dev"));
        gantry.events.await(
                0, e -> e.state() == RevisionState.ACTIVE && e.plugin().equals("acme.app"));
    }

    private Path keen(String id, String of) throws Exception {
        return Jars.build(
                home.resolve(id + ".jar"),
                "Bundle-SymbolicName",
                id,
                "Bundle-Version",
                "1.0.0",
                "Private-Package",
                of);
    }

    @Test
    void handsOutNoMoreThanWasDeclared() throws Exception {
        reopen(POLICY, "any");
        Path sly = keen("acme.sly", "acme.sly");
        assertEquals(
                "its task type sly.grab takes a secret, which its @Needs does not have: add secrets ="
                        + " true there",
                plan(sly).sentence());
        put(sly);
        gantry.events.await(0, RevisionState.REJECTED);
        Path mute = keen("acme.mute", "acme.mute");
        assertEquals(PluginPlan.Action.INSTALL, plan(mute).action());
        Path jar = keen("acme.keen", "acme.keen");
        Needs needs =
                new Needs(
                        true,
                        List.of("*.acme.com:443"),
                        List.of("/usr/bin/tar", "git"),
                        List.of("/srv/keen"));
        assertEquals(needs, plan(jar).needs());
        put(jar);
        gantry.events.await(0, RevisionState.ACTIVE);
        assertEquals(
                needs,
                gantry.plugins().find("acme.keen").orElseThrow().versions().getFirst().needs());
        assertEquals(List.of(), errors("/srv/keen/a", "https://crm.acme.com/x"));
        assertEquals(
                List.of(
                        "leads outside of what the plugin declares that it needs (/srv/keen), got"
                                + " \"/srv/keen/../other\""),
                errors("/srv/keen/../other", "https://a.b.acme.com:443/"));
        assertEquals(1, errors("/srv/keen", "https://acme.com.evil.org/").size());
        assertEquals(1, errors("/srv/keen", "https://acme.com/").size());
        assertEquals(1, errors("/srv/keen", "http://crm.acme.com/").size());
        assertEquals(1, errors("/srv/keen", "mailto:ada@acme.com").size());
    }

    private List<String> errors(String folder, String place) throws Exception {
        return gantry
                .catalog()
                .validate(
                        Kind.TASK,
                        "keen.export",
                        "{\"token\":\"secret\",\"folder\":\"%s\",\"places\":[\"%s\"]}"
                                .formatted(folder, place))
                .stream()
                .map(e -> e.message())
                .toList();
    }

    @Test
    void operatorsSayWhatPluginsMayNeed() throws Exception {
        reopen("gantry.trust.needs", "acme.mute: files; acme.hello: *; *: secrets, network, files");
        assertTrue(
                plan(keen("acme.mute", "acme.mute"))
                        .sentence()
                        .startsWith("it needs secrets, which gantry.trust.needs does not allow"));
        Path jar = keen("acme.keen", "acme.keen");
        String sentence =
                "it needs processes (/usr/bin/tar, git), which gantry.trust.needs does not allow"
                        + " it: add that for acme.keen there, or do without the plugin";
        assertEquals(sentence, plan(jar).sentence());
        put(jar);
        gantry.events.await(0, RevisionState.REJECTED);
        assertEquals(
                sentence,
                gantry.plugins().find("acme.keen").orElseThrow().versions().getFirst().reason());
    }
}
