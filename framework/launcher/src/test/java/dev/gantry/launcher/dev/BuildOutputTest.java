package dev.gantry.launcher.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class BuildOutputTest {
    @TempDir Path project;
    @TempDir Path copies;
    private BuildOutput output;
    private long written = 1_000;

    @BeforeEach
    void begin() throws IOException {
        Files.createDirectories(project.resolve("target"));
        output = new BuildOutput(project, copies);
    }

    private static byte[] jar(String id, String version, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            String manifest =
                    "Manifest-Version: 1.0\n"
                            + (id == null ? "" : "Bundle-SymbolicName: " + id + ";x=y\n")
                            + (version == null ? "" : "Bundle-Version: " + version + "\n")
                            + "\nName: a/B.class\nSHA-256-Digest: abc\n\n";
            for (String[] each :
                    new String[][] {
                        {JarFile.MANIFEST_NAME, manifest},
                        {"META-INF/ACME.SF", "signature"},
                        {"a/B.class", content}
                    }) {
                ZipEntry entry = new ZipEntry(each[0]);
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(each[1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Each write is later than the one before, as those of builds are. */
    private Path write(String name, byte[] content) throws IOException {
        Path file = Files.write(project.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(written += 10));
        return file;
    }

    private PluginBuild ready() throws IOException {
        List<BuildOutput.Result> results = output.look();
        assertEquals(1, results.size(), results.toString());
        return assertInstanceOf(BuildOutput.Ready.class, results.getFirst()).build();
    }

    private String refused() throws IOException {
        List<BuildOutput.Result> results = output.look();
        assertEquals(1, results.size(), results.toString());
        return assertInstanceOf(BuildOutput.Refused.class, results.getFirst()).why();
    }

    private void nothing() throws IOException {
        assertEquals(List.of(), output.look());
    }

    @Test
    void aJarCountsOnceWhenItIsTheSameInTwoLooks() throws IOException {
        nothing();
        Path jar = write("target/acme-1.0.0.jar", jar("acme", "1.0.0", "one"));
        nothing();
        PluginBuild build = ready();
        assertEquals("acme", build.id());
        assertEquals("1.0.0.dev-19700101000001010", build.version());
        assertEquals(jar, build.jar());
        assertEquals(written, build.written().toEpochMilli());
        nothing();
        write("target/acme-1.0.0.jar", jar("acme", "1.0.0", "two"));
        nothing();
        assertNotEquals(build.sha256(), ready().sha256());
        nothing();
    }

    @Test
    void aJarThatIsHalfWrittenIsNotTaken() throws IOException {
        byte[] whole = jar("acme", "1.0.0", "one");
        for (int length : List.of(0, 10, whole.length / 2, whole.length - 30, whole.length - 1)) {
            write("target/acme.jar", Arrays.copyOf(whole, length));
            for (int look = 0; look < BuildOutput.PATIENCE; look++) {
                nothing();
            }
        }
        write("target/acme.jar", whole);
        nothing();
        assertEquals("acme", ready().id());
    }

    @Test
    void aJarThatGrowsAtEachLookIsLeftAlone() throws IOException {
        byte[] whole = jar("acme", "1.0.0", "one");
        for (int more = 0; more < 50; more++) {
            write("target/acme.jar", Arrays.copyOf(whole, whole.length + more));
            nothing();
        }
    }

    @Test
    void whatNobodyWritesAnyMoreAndCannotBeReadIsToldOnce() throws IOException {
        write("target/acme.jar", new byte[] {1, 2, 3});
        for (int look = 0; look < BuildOutput.PATIENCE; look++) {
            nothing();
        }
        assertTrue(refused().startsWith("it cannot be read"));
        nothing();
    }

    @Test
    void whatIsNoPluginIsToldWithTheRemedy() throws IOException {
        write("target/library.jar", jar(null, "1.0.0", "one"));
        nothing();
        String why = refused();
        assertTrue(
                why.contains("Bundle-SymbolicName") && why.contains("gantry-plugin-parent"), why);
        nothing();
    }

    @Test
    void whatBuildsPutBesideIsLeftAside() throws IOException {
        for (String name :
                List.of("a-sources.jar", "a-javadoc.jar", "a-tests.jar", "original-a.jar")) {
            write("target/" + name, jar("acme", "1.0.0", "one"));
        }
        nothing();
        nothing();
    }

    @Test
    void gradleAndACleanBuildAreSeen() throws IOException {
        Files.createDirectories(project.resolve("build/libs"));
        byte[] whole = jar("acme", "2.0.0", "one");
        Path jar = write("build/libs/acme.jar", whole);
        nothing();
        PluginBuild build = ready();
        Files.delete(jar);
        Files.delete(jar.getParent());
        nothing();
        Files.createDirectory(jar.getParent());
        write("build/libs/acme.jar", whole);
        nothing();
        assertEquals(
                build.content(),
                ready().content(),
                "whoever drops it can tell that it is the same");
    }

    @Test
    void aCopyHasAVersionOfItsOwnAndNoSignature() throws IOException {
        write("target/acme.jar", jar("acme", "1.2.3", "one"));
        nothing();
        PluginBuild build = ready();
        try (JarFile copy = new JarFile(build.copy().toFile())) {
            assertEquals(
                    build.version(),
                    copy.getManifest().getMainAttributes().getValue("Bundle-Version"));
            assertTrue(copy.getManifest().getEntries().isEmpty());
            assertEquals(null, copy.getEntry("META-INF/ACME.SF"));
            assertEquals(
                    "one",
                    new String(
                            copy.getInputStream(copy.getEntry("a/B.class")).readAllBytes(),
                            StandardCharsets.UTF_8));
        }
        assertTrue(build.copy().getFileName().toString().matches("acme-dev-[0-9a-f]{12}\\.jar"));
    }

    @Test
    void nothingIsLeftOfWhatWasNotTaken() throws IOException {
        write("target/acme.jar", new byte[] {1, 2, 3});
        nothing();
        nothing();
        try (Stream<Path> left = Files.list(copies)) {
            assertFalse(left.findAny().isPresent());
        }
    }

    @Test
    void eachVersionIsToldApartByItsTime() {
        Instant when = Instant.parse("2026-01-31T12:00:00.250Z");
        String dev = ".dev-20260131120000250";
        assertEquals("1.0.0" + dev, PluginBuild.version("1", when));
        assertEquals("1.2.0" + dev, PluginBuild.version("1.2", when));
        assertEquals("1.2.3" + dev, PluginBuild.version("1.2.3.SNAPSHOT", when));
        assertEquals("0.0.0" + dev, PluginBuild.version(null, when));
    }
}
