package dev.gantry.plugin.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/** What is fine is let through, and what a plugin depends on is inside it. */
class GoodPluginsTest {
    @TempDir Path folder;

    @Test
    void aTask() throws Exception {
        assertEquals(List.of(), new PluginSource(folder).source(Wrong.task("", "")).faults());
    }

    @Test
    void aLibraryIsPackedAndWhatItCanDoWithoutIsOptional() throws Exception {
        Path absent =
                PluginSource.library(
                        folder, "absent", "package acme.absent; public class Extra {}");
        Path library =
                PluginSource.library(
                        folder,
                        "words",
                        """
                        package acme.words;
                        public class Words {
                            public static String hello() { return "hello"; }
                            static Object rare() { return new acme.absent.Extra(); }
                        }""",
                        absent);
        PluginSource plugin =
                new PluginSource(folder)
                        .source(
                                Wrong.task("", "")
                                        .replace(
                                                "return null",
                                                "acme.words.Words.hello(); return null"))
                        .packing(library);
        assertEquals(List.of(), plugin.faults());
        try (JarFile jar = new JarFile(folder.resolve("acme.jar").toFile())) {
            assertTrue(jar.getEntry("libraries/words.jar") != null, "the library is inside");
            var main = jar.getManifest().getMainAttributes();
            assertEquals(".,libraries/words.jar", main.getValue("Bundle-ClassPath"));
            String imports = main.getValue("Import-Package");
            assertTrue(imports.contains("acme.absent;resolution:=optional"), imports);
            assertFalse(imports.contains("acme.words"), imports);
            assertTrue(imports.contains("dev.gantry.api.task;version="), imports);
        }
    }

    @Test
    void aComponentNeedsNoConstructorWithoutParameters() throws Exception {
        assertEquals(
                List.of(),
                new PluginSource(folder)
                        .source(
                                Wrong.task("", "")
                                        .replace(
                                                "public record",
                                                "public Work(int n) {} public record"))
                        .with("Service-Component", "OSGI-INF/work.xml")
                        .with(
                                "-includeresource",
                                "OSGI-INF/work.xml;literal='<scr:component"
                                        + " xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\""
                                        + " name=\"work\"><implementation"
                                        + " class=\"acme.Work\"/><service><provide"
                                        + " interface=\"dev.gantry.api.task.Task\"/></service>"
                                        + "</scr:component>'")
                        .faults());
    }

    @Test
    void aPackageOfAnotherPlugin() throws Exception {
        Path library =
                PluginSource.bundle(
                        folder,
                        "lib",
                        "package acme.lib; public class Words { public int n; }",
                        "acme.lib;version=1.2.0");
        assertEquals(
                List.of(),
                new PluginSource(folder)
                        .source(
                                Wrong.task("", "")
                                        .replace(
                                                "return null", "new acme.lib.Words(); return null"))
                        .beside(library)
                        .faults());
    }
}
