package dev.gantry.plugin.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.header.OSGiHeader;

import dev.gantry.plugins.host.JarCheck;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Each JAR is wrong in what is in it besides its classes, and the build says the right sentence.
 */
class WrongJarsTest {
    @TempDir Path folder;

    @ParameterizedTest
    @MethodSource("jars")
    void saysTheSentence(Wrong wrong) throws Exception {
        assertEquals(List.of(wrong.sentence()), wrong.in(folder).faults());
    }

    static Stream<Wrong> jars() throws IOException {
        String offered =
                OSGiHeader.parseHeader(PluginSource.offered())
                        .get("dev.gantry.api.task")
                        .getVersion();
        return Stream.of(
                new Wrong(
                        "nothing in it",
                        "it offers nothing: annotate a public class with @TaskType, @DetectorType or"
                                + " @PanelType",
                        "public final class Work {}"),
                new Wrong(
                        "no version",
                        "its version is 0.0.0, which is none to go up from: give the project one as"
                                + " 1.2.3",
                        Wrong.task("", ""),
                        "Bundle-Version",
                        "0"),
                new Wrong(
                        "a version without numbers",
                        "its version is 0.0.0.release-5, which is none to go up from: give the"
                                + " project one as 1.2.3",
                        Wrong.task("", ""),
                        "Bundle-Version",
                        "0.0.0.release-5"),
                new Wrong(
                        "an import of Gantry's own",
                        "it imports package dev.gantry.spi.run of Gantry itself, which is not for"
                                + " plugins: pack the library that has it inside the JAR",
                        Wrong.task("", ""),
                        "Import-Package",
                        "dev.gantry.spi.run,*"),
                new Wrong(
                        "an API to come",
                        "it needs package dev.gantry.api.task [99.0.0,100.0.0), this Gantry offers "
                                + offered
                                + ": build it against the gantry-api of this Gantry",
                        Wrong.task("", ""),
                        "Import-Package",
                        "dev.gantry.api.task;version=\"[99,100)\",*"),
                new Wrong(
                        "an import of nobody",
                        "it needs package acme.missing [1.0.0,2.0.0), which nobody offers: pack the"
                                + " library that has it inside the JAR",
                        Wrong.task("", ""),
                        "Import-Package",
                        "acme.missing;version=\"[1,2)\",*"),
                new Wrong(
                        "a capability of nobody",
                        "it needs the capability acme.gpu (size=big), which nobody offers: remove the"
                                + " requirement from its manifest",
                        Wrong.task("", ""),
                        "Require-Capability",
                        "acme.gpu;filter:=\"(size=big)\""),
                new Wrong(
                        "a required bundle",
                        "its manifest has Require-Bundle, which plugins may not use: pack what it"
                                + " needs inside the JAR",
                        Wrong.task("", ""),
                        "Require-Bundle",
                        "acme.other"),
                new Wrong(
                        "imports as it goes",
                        "its manifest has DynamicImport-Package, which plugins may not use: pack what"
                                + " it needs inside the JAR",
                        Wrong.task("", ""),
                        "DynamicImport-Package",
                        "*"),
                new Wrong(
                        "Gantry's to export",
                        "it exports package dev.gantry.extra, which is Gantry's to offer: import it"
                                + " instead",
                        "package dev.gantry.extra; public final class Work {}",
                        "Export-Package",
                        "dev.gantry.extra"),
                new Wrong(
                        "the API inside",
                        "it has dev.gantry.api.config.Settings inside, which is Gantry's to offer:"
                                + " give gantry-api the scope provided",
                        Wrong.task("", ""),
                        "Private-Package",
                        "dev.gantry.api.config"),
                new Wrong(
                        "SLF4J inside",
                        "it has org.slf4j.Logger inside, which is Gantry's to offer, so that nobody"
                                + " reads its log: give slf4j-api the scope provided",
                        Wrong.task("", ""),
                        "Private-Package",
                        "org.slf4j.*"));
    }

    @Test
    void aLibraryThatIsNotPacked() throws Exception {
        Path library =
                PluginSource.library(
                        folder, "lib", "package acme.lib; public class Words { public int n; }");
        assertEquals(
                List.of(
                        "it needs package acme.lib 0.0.0, which nobody offers: pack the library that"
                                + " has it inside the JAR"),
                new PluginSource(folder)
                        .source(
                                Wrong.task("", "")
                                        .replace(
                                                "return null", "new acme.lib.Words(); return null"))
                        .beside(library)
                        .faults());
    }

    @Test
    void aSuperclassThatIsNotPacked() throws Exception {
        Path library =
                PluginSource.library(folder, "lib", "package acme.lib; public class Base {}");
        Path jar =
                new PluginSource(folder)
                        .source(
                                Wrong.task("", "")
                                        .replace("Work impl", "Work extends acme.lib.Base impl"))
                        .beside(library)
                        .with("Import-Package", "!acme.lib,*")
                        .build();
        assertEquals(
                List.of(
                        "its task type acme.work has class acme.Work, which cannot be loaded"
                                + " (java.lang.NoClassDefFoundError: acme/lib/Base): pack what it"
                                + " needs inside the JAR"),
                JarCheck.faults(jar, PluginSource.offered(), List.of()));
    }

    @Test
    void aClassForALaterJava() throws Exception {
        int next = Runtime.version().feature() + 1;
        Path jar = new PluginSource(folder).source(Wrong.task("", "")).build();
        Path later = folder.resolve("later.jar");
        copy(
                jar,
                later,
                Map.of(),
                (name, bytes) -> {
                    if (name.equals("acme/Work.class")) {
                        bytes[7] = (byte) (44 + next);
                    }
                });
        assertEquals(
                List.of(
                        "it needs another Java, as its class acme.Work is made for Java "
                                + next
                                + ": build it with release "
                                + (next - 1)
                                + " or lower"),
                JarCheck.faults(later, PluginSource.offered(), List.of()));
    }

    @Test
    void aSignatureOfALibrary() throws Exception {
        Path unpacked = folder.resolve("unpacked.jar");
        copy(
                new PluginSource(folder).source(Wrong.task("", "")).build(),
                unpacked,
                Map.of("META-INF/ACME.SF", "Signature-Version: 1.0"),
                (name, bytes) -> {});
        assertEquals(
                List.of(
                        "it has META-INF/ACME.SF, a signature of a library that was unpacked into it,"
                                + " which fits no more: pack the library as a whole JAR, as"
                                + " gantry-plugin-parent does, or leave that file out"),
                JarCheck.faults(unpacked, PluginSource.offered(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is no plugin, its manifest has no Bundle-SymbolicName: build it with"
                        + " gantry-plugin-parent, or with bnd",
                "Bundle-SymbolicName: acme hello|has a broken Bundle-SymbolicName: acme hello; write it"
                        + " as acme.cleanup",
                "Bundle-SymbolicName: acme|has no Bundle-ManifestVersion: 2 in its manifest: build it"
                        + " with bnd",
                "Bundle-ManifestVersion: 2;Bundle-SymbolicName: acme|has no Bundle-Version in its"
                        + " manifest: give it one, as 1.2.3",
                "Bundle-ManifestVersion: 2;Bundle-SymbolicName: acme;Bundle-Version: one|has a broken"
                        + " Bundle-Version: one; write it as 1.2.3 or 1.2.3.qualifier"
            })
    void aManifestOfAnotherTool(String headers, String sentence) throws Exception {
        Path plain = folder.resolve("plain.jar");
        String manifest = "Manifest-Version: 1.0;" + headers + ";";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plain))) {
            out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
            out.write(manifest.replaceAll(";+", "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of("plain.jar " + sentence),
                JarCheck.faults(plain, PluginSource.offered(), List.of()));
    }

    @Test
    void saysAllThatIsWrong() throws Exception {
        List<String> faults =
                new PluginSource(folder)
                        .source(Wrong.task(", timeout = \"soon\"", ""))
                        .source(
                                Wrong.task("", "Thread in")
                                        .replace("Work", "Other")
                                        .replace("acme.work", "acme.other"))
                        .with("Bundle-Version", "0")
                        .faults();
        assertEquals(3, faults.size(), faults.toString());
    }

    private interface Change {
        void apply(String name, byte[] bytes);
    }

    private static void copy(Path from, Path to, Map<String, String> more, Change change)
            throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : jar.stream().toList()) {
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                change.apply(entry.getName(), bytes);
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(bytes);
            }
            for (Map.Entry<String, String> file : more.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
