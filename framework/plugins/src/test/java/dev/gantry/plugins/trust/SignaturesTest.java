package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Signature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a signature covers. */
class SignaturesTest extends SigningFixture {

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
}
