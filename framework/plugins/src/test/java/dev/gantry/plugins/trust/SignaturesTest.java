package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Signature;
import dev.gantry.tls.Authority;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

class SignaturesTest {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir static Path keys;
    private static Authority acme;
    private static Authority other;
    private static Instant now;

    @TempDir Path home;
    private Path trust;
    private Path jar;

    @BeforeAll
    static void certificates() throws Exception {
        acme =
                new Authority(keys, "acme")
                        .issue("dev", "-ext", "eku=codeSigning")
                        .issue("past", "-startdate", "-30d", "-validity", "10")
                        .issue("future", "-startdate", "+10d", "-validity", "10")
                        .issue("web", "-ext", "eku=serverAuth")
                        .issue("small", "-keyalg", "RSA", "-keysize", "1024")
                        .issue("lead", "-keyalg", "RSA", "-keysize", "2048");
        other = new Authority(keys, "other").issue("mallory");
        now = other.certificate("mallory").getNotBefore().toInstant().plus(Duration.ofHours(1));
    }

    @BeforeEach
    void trusted() throws Exception {
        trust = Files.createDirectories(home.resolve("trust"));
        acme.certificate("acme", trust.resolve("acme.pem"));
        jar =
                jar(
                        Map.of(
                                "a/A.class", "code",
                                "lib/inner.jar", "a JAR",
                                "META-INF/versions/21/a/A.class", "newer code"));
    }

    private Path jar(Map<String, String> entries) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put(
                MANIFEST,
                "Manifest-Version: 1.0\r\nMulti-Release: true\r\nBundle-ClassPath: .,lib/inner.jar\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        entries.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return write(home.resolve("x.jar"), all);
    }

    private static Path write(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return file;
    }

    private static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return all;
    }

    private void put(String name, String text) throws IOException {
        Map<String, byte[]> all = read(jar);
        all.put(name, text.getBytes(StandardCharsets.UTF_8));
        write(jar, all);
    }

    private TrustStore store() {
        return new TrustFolder(trust, Authority.PASSWORD, InstantSource.fixed(now)).store();
    }

    private Signature judge() throws IOException {
        return Signatures.judge(jar, store(), now, f -> Optional.empty()).signature();
    }

    private String refusal() throws IOException {
        Signature signature = judge();
        assertFalse(signature.trusted());
        return signature.reason();
    }

    @Test
    void trustsWhatOneTrustedSignerSigned() throws Exception {
        acme.sign(jar, "dev");
        Signature signature = judge();
        assertTrue(signature.trusted(), signature.reason());
        assertEquals("CN=dev", signature.signer());
        assertEquals("CN=acme", signature.issuer());
        assertNull(signature.reason());
        assertEquals(64, signature.fingerprint().length());
        assertTrue(signature.until().isAfter(now));
    }

    @Test
    void trustsTheSignersOwnCertificateAndStoresOfPkcs12() throws Exception {
        Files.delete(trust.resolve("acme.pem"));
        acme.sign(jar, "dev");
        assertTrue(refusal().startsWith("it is signed by CN=dev, for whom conf/trust does not"));
        acme.certificate("dev", trust.resolve("dev.crt"));
        assertTrue(judge().trusted());
        Files.delete(trust.resolve("dev.crt"));
        Files.copy(acme.store(), trust.resolve("all.p12"));
        assertTrue(judge().trusted());
    }

    @Test
    void trustsWhatASecondSignerSignedWhole() throws Exception {
        other.sign(jar, "mallory");
        acme.sign(jar, "dev");
        assertEquals("CN=dev", judge().signer());
        assertTrue(judge().trusted());
    }

    @Test
    void refusesWhatIsNotSigned() throws Exception {
        assertEquals(
                "it is not signed: sign it with jarsigner, by a certificate that conf/trust vouches"
                        + " for",
                refusal());
        assertNull(judge().signer());
    }

    @Test
    void refusesWhatWasChanged() throws Exception {
        acme.sign(jar, "dev");
        put("a/A.class", "evil");
        assertEquals(
                "its entry a/A.class was changed after it was signed: take the JAR as its signer"
                        + " made it",
                refusal());
    }

    @Test
    void refusesAChangedManifest() throws Exception {
        acme.sign(jar, "dev");
        String manifest = new String(read(jar).get(MANIFEST), StandardCharsets.UTF_8);
        put(MANIFEST, manifest.replaceFirst("\r\n", "\r\nBundle-Activator: a.Evil\r\n"));
        assertTrue(refusal().contains("was changed after it was signed"), refusal());
    }

    @Test
    void refusesAChangedSignatureFile() throws Exception {
        acme.sign(jar, "dev");
        String file = new String(read(jar).get("META-INF/DEV.SF"), StandardCharsets.UTF_8);
        put("META-INF/DEV.SF", file.replace("Signature-Version", "Signature-version"));
        assertTrue(refusal().contains("was changed after it was signed"), refusal());
    }

    @Test
    void refusesWhatLacksAnEntry() throws Exception {
        acme.sign(jar, "dev");
        Map<String, byte[]> all = read(jar);
        all.remove("lib/inner.jar");
        write(jar, all);
        assertEquals(
                "its entry lib/inner.jar, which was signed, is missing: take the JAR as its signer"
                        + " made it",
                refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/B.class",
                "lib/added.jar",
                "META-INF/versions/25/a/A.class",
                "META-INF/services/x",
                "META-INF/x.txt"
            })
    void refusesWhatWasAdded(String name) throws Exception {
        acme.sign(jar, "dev");
        put(name, "evil");
        assertEquals(
                "its entry " + name + " is not signed, others are: sign it again when all is in it",
                refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "META-INF/versions/25/META-INF/DEV.SF",
                "META-INF/deep/DEV.RSA",
                "META-INF/dev.ec",
                "meta-inf/DEV.SF",
                "META-INF/SIG-DEV",
                "META-INF/manifest.mf",
                "lib/META-INF/DEV.DSA"
            })
    void refusesSignatureFilesInOddPlaces(String name) throws Exception {
        acme.sign(jar, "dev");
        put(name, "x");
        assertEquals(
                "it has "
                        + name
                        + ", a file of signatures where none belongs: build it without that, then"
                        + " sign it",
                refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"META-INF/EVIL.SF", "META-INF/EVIL.RSA"})
    void refusesHalfASignature(String name) throws Exception {
        acme.sign(jar, "dev");
        put(name, "x");
        assertTrue(
                refusal().startsWith("it has " + name + " without the file that belongs to it"),
                refusal());
    }

    @Test
    void refusesTwoEntriesOfOneName() throws Exception {
        acme.sign(jar, "dev");
        put("a/B.class", "evil");
        byte[] bytes = Files.readAllBytes(jar);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Files.write(
                jar, text.replace("a/B.class", "a/A.class").getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("it has two entries a/A.class: build it again, with one of each", refusal());
    }

    @Test
    void anInnerSignatureIsNone() throws Exception {
        Path inner = home.resolve("inner.jar");
        write(
                inner,
                Map.of(
                        MANIFEST,
                        "Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8),
                        "a/B.class",
                        "code".getBytes(StandardCharsets.UTF_8)));
        acme.sign(inner, "dev");
        Map<String, byte[]> all = read(jar);
        all.put("lib/inner.jar", Files.readAllBytes(inner));
        write(jar, all);
        assertTrue(refusal().startsWith("it is not signed"), refusal());
        acme.sign(jar, "dev");
        assertTrue(judge().trusted());
    }

    @Test
    void refusesTwoSignersOfDifferentParts() throws Exception {
        acme.sign(jar, "dev");
        Map<String, byte[]> first = read(jar);
        jar(Map.of("b/B.class", "more"));
        other.sign(jar, "mallory");
        Map<String, byte[]> second = read(jar);
        // the sections of both in one manifest: each signature holds for its own
        ByteArrayOutputStream manifest = new ByteArrayOutputStream();
        manifest.write(first.get(MANIFEST));
        String more = new String(second.get(MANIFEST), StandardCharsets.UTF_8);
        manifest.write(more.substring(more.indexOf("Name: ")).getBytes(StandardCharsets.UTF_8));
        first.putAll(second);
        first.put(MANIFEST, manifest.toByteArray());
        write(jar, first);
        assertTrue(
                refusal().startsWith("its entries are signed by different signers (CN="),
                refusal());
    }

    @Test
    void refusesByDate() throws Exception {
        acme.sign(jar, "past");
        assertTrue(
                refusal().startsWith("the certificate of its signer CN=past expired on "),
                refusal());
        jar(Map.of("a", "b"));
        acme.sign(jar, "future");
        assertTrue(
                refusal().startsWith("the certificate of its signer CN=future is not valid before"),
                refusal());
    }

    @Test
    void whatWasLetInWhileItsCertificateWasValidStays() throws Exception {
        acme.sign(jar, "dev");
        Signature first = judge();
        Instant later = first.until().plus(Duration.ofDays(1));
        assertFalse(
                Signatures.judge(jar, store(), later, f -> Optional.empty()).signature().trusted());
        assertTrue(
                Signatures.judge(
                                jar,
                                store(),
                                later,
                                f -> Optional.of(now).filter(n -> f.equals(first.fingerprint())))
                        .signature()
                        .trusted());
        // however long ago: what was revoked is not
        acme.revoke(trust.resolve("acme.crl"), "dev");
        assertFalse(
                Signatures.judge(jar, store(), later, f -> Optional.of(now)).signature().trusted());
    }

    @Test
    void refusesWhatWasRevoked() throws Exception {
        acme.sign(jar, "dev");
        acme.revoke(trust.resolve("acme.crl"), "past");
        assertTrue(judge().trusted());
        acme.revoke(trust.resolve("acme.crl"), "past", "dev");
        Signatures.Finding finding = Signatures.judge(jar, store(), now, f -> Optional.empty());
        assertTrue(finding.revoked());
        String reason = finding.signature().reason();
        assertTrue(
                reason.startsWith("the certificate of its signer CN=dev was revoked on "), reason);
        assertTrue(
                reason.endsWith(" by conf/trust/acme.crl: sign it again with another one"), reason);
        // also where the signer's own certificate is what is trusted
        acme.certificate("dev", trust.resolve("dev.pem"));
        assertTrue(Signatures.judge(jar, store(), now, f -> Optional.empty()).revoked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"past dev future", "dev past future"})
    void whoWasRevokedIsToldOfSeveral(String signers) throws Exception {
        for (String each : signers.split(" ")) {
            acme.sign(jar, each);
        }
        acme.revoke(trust.resolve("acme.crl"), "dev");
        Signatures.Finding finding = Signatures.judge(jar, store(), now, f -> Optional.empty());
        assertTrue(finding.revoked(), finding.signature().reason());
        assertTrue(finding.signature().reason().contains("CN=dev was revoked on "));
    }

    @Test
    void whoMaySignMayNotIssue() throws Exception {
        acme.issue("under", "-signer", "dev", "-ext", "eku=codeSigning");
        acme.sign(jar, "under");
        Files.delete(trust.resolve("acme.pem"));
        acme.certificate("dev", trust.resolve("dev.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
        acme.certificate("acme", trust.resolve("acme.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
        Files.delete(trust.resolve("dev.pem"));
        assertTrue(refusal().contains("CN=dev, which may not issue any"), refusal());
    }

    @Test
    void aListThatCannotBeReadOrIsForgedLetsNobodyIn() throws Exception {
        acme.sign(jar, "dev");
        Files.writeString(trust.resolve("acme.crl"), "nonsense");
        assertTrue(
                refusal()
                        .startsWith(
                                "nobody can tell whether the certificate of its signer CN=dev was"
                                        + " revoked: conf/trust/acme.crl cannot be read"),
                refusal());
        Files.createDirectory(keys.resolve("forged"));
        new Authority(keys.resolve("forged"), "acme").revoke(trust.resolve("acme.crl"), "acme");
        assertTrue(
                refusal().contains("conf/trust/acme.crl is not signed by the issuer"), refusal());
    }

    @Test
    void refusesWhatIsWeak() throws Exception {
        acme.sign(jar, "lead", "SHA-1");
        assertEquals(
                "it is signed with SHA-1, which is too weak: sign it again with SHA-256 or better",
                refusal());
        jar(Map.of("a", "b"));
        acme.sign(jar, "small");
        assertTrue(
                refusal()
                        .startsWith(
                                "the certificate of its signer CN=small has a RSA key of 1024 bits,"
                                        + " which is too weak"),
                refusal());
    }

    @Test
    void refusesWhatIsForAnotherUse() throws Exception {
        acme.sign(jar, "web");
        assertEquals(
                "the certificate of its signer CN=web is not for signing code: sign it with one"
                        + " that is for code signing",
                refusal());
    }

    @Test
    void refusesWhomNobodyKnows() throws Exception {
        other.sign(jar, "mallory");
        assertTrue(
                refusal()
                        .startsWith(
                                "it is signed by CN=mallory, for whom conf/trust does not vouch:"
                                        + " put that certificate (SHA-256 "),
                refusal());
        Files.delete(trust.resolve("acme.pem"));
        assertTrue(refusal().startsWith("it is signed by CN=mallory"), refusal());
    }

    @Test
    void readsTheFolderAgainWhenItIsChanged() throws Exception {
        TrustFolder folder = new TrustFolder(trust, null, InstantSource.fixed(now));
        TrustStore first = folder.store();
        assertEquals(1, first.trusted().size());
        assertSame(first, folder.store());
        other.certificate("other", trust.resolve("other.pem"));
        TrustStore second = folder.store();
        assertEquals(2, second.trusted().size());
        Files.writeString(trust.resolve("notes.txt"), "not read");
        assertSame(second, folder.store());
        Files.writeString(trust.resolve("bad.pem"), "nonsense");
        assertEquals(2, folder.store().trusted().size());
        assertEquals(1, folder.store().unread().size());
        assertTrue(folder.store().unread().getFirst().startsWith("conf/trust/bad.pem cannot be"));
        Files.delete(trust.resolve("other.pem"));
        assertEquals(1, folder.store().trusted().size());
    }
}
