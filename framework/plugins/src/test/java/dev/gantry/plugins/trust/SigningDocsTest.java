package dev.gantry.plugins.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.plugin.Signature;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** Runs the commands of the page on trust. */
class SigningDocsTest {
    private static final Path PAGE = Path.of("../../distribution/docs/trust.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir Path dir;

    @Test
    void whatThePageSaysMakesATrustedJar() throws Exception {
        Path jar = dir.resolve("acme-cleanup-1.0.0.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new ZipEntry("acme/Cleanup.class"));
            out.write(1);
        }
        int blocks = 0;
        for (Matcher block = BLOCK.matcher(Files.readString(PAGE)); block.find(); blocks++) {
            run(block.group(1));
        }
        assertEquals(5, blocks);
        assertEquals("CN=Acme Plugins", trusted(jar).signer());
        Files.copy(dir.resolve("ca.pem"), dir.resolve("conf/trust/ca.pem"));
        Files.copy(dir.resolve("acme.crl"), dir.resolve("conf/trust/acme.crl"));
        Files.delete(dir.resolve("conf/trust/acme.pem"));
        assertEquals("CN=Ada", trusted(dir.resolve("signed-by-ada.jar")).signer());
    }

    private Signature trusted(Path jar) throws IOException {
        TrustStore store =
                new TrustFolder(dir.resolve("conf/trust"), null, InstantSource.fixed(Instant.EPOCH))
                        .store();
        assertEquals(1, store.trusted().size());
        X509Certificate one = store.trusted().iterator().next();
        Instant now = one.getNotBefore().toInstant().plus(Duration.ofHours(1));
        Signature signature = Signatures.judge(jar, store, now, f -> Optional.empty()).signature();
        assertTrue(signature.trusted(), signature.reason());
        return signature;
    }

    private void run(String commands) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", commands);
        shell.directory(dir.toFile()).redirectErrorStream(true);
        shell.environment().put("STOREPASS", "of-a-test");
        shell.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (path, jdk) -> jdk + File.pathSeparator + path);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), commands + said);
    }
}
