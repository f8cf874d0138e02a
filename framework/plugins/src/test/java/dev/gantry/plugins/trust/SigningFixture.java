package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gantry.spi.plugin.Signature;
import dev.gantry.tls.Authority;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

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

/** A signed JAR, those who sign it, and the folder of those who are trusted. */
abstract class SigningFixture {
    static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir static Path keys;
    static Authority acme;
    static Authority other;
    static Instant now;

    @TempDir Path home;
    Path trust;
    Path jar;

    @BeforeAll
    static void authorities() throws Exception {
        acme = new Authority(keys, "acme").issue("dev", "-ext", "eku=codeSigning");
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

    Path jar(Map<String, String> entries) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put(
                MANIFEST,
                "Manifest-Version: 1.0\r\nMulti-Release: true\r\nBundle-ClassPath: .,lib/inner.jar\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        entries.forEach((name, text) -> all.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return write(home.resolve("x.jar"), all);
    }

    static Path write(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return file;
    }

    static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                all.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return all;
    }

    void put(String name, String text) throws IOException {
        Map<String, byte[]> all = read(jar);
        all.put(name, text.getBytes(StandardCharsets.UTF_8));
        write(jar, all);
    }

    TrustStore store() {
        return new TrustFolder(trust, Authority.PASSWORD, InstantSource.fixed(now)).store();
    }

    Signature judge() throws IOException {
        return Signatures.judge(jar, store(), now, f -> Optional.empty()).signature();
    }

    String refusal() throws IOException {
        Signature signature = judge();
        assertFalse(signature.trusted());
        return signature.reason();
    }
}
